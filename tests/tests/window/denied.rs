//! What hostile script in the window could do (RELIABILITY U1 to U4): ask the one command, and nothing
//! else. A call that the isolation hook refuses is never answered, which counts as denied.

use crate::driver::{Home, Window};
use std::net::{TcpListener, TcpStream};

const CALLS: [(&str, &str); 8] = [
    ("plugin:shell|open", "{path: 'https://example.org'}"),
    ("plugin:shell|execute", "{program: 'sh', args: [], options: {}, onEvent: 1}"),
    ("plugin:window|hide", "{label: 'main'}"),
    ("plugin:event|emit", "{event: 'credenza://event', payload: {}}"),
    ("plugin:dialog|message", "{message: 'x'}"),
    ("plugin:opener|open_url", "{url: 'http://example.org'}"),
    ("plugin:opener|open_path", "{path: '/etc/passwd'}"),
    ("explode", "{}"),
];

fn invoke(command: &str, arguments: &str) -> String {
    format!(
        "return await Promise.race([__TAURI_INTERNALS__.invoke('{command}', {arguments}), \
         new Promise((_, no) => setTimeout(() => no('no answer'), 1500))])"
    )
}

#[tokio::test]
#[ignore = "needs a display: run by 'cargo xtask test window'"]
async fn every_command_but_rpc_is_denied() {
    let home = Home::new();
    let window = Window::open(&home).await;
    window.shows("Welcome to Credenza").await;
    // The control: the one command answers.
    let status = invoke("rpc", "{operation: 'vault.status', request: {}}");
    assert_eq!(window.run(&status).await["ok"]["state"], "missing");
    for (command, arguments) in CALLS {
        let answer = window.run(&invoke(command, arguments)).await;
        assert!(answer.get("denied").is_some(), "{command} answered {answer}");
    }
    window.close().await;
}

#[tokio::test]
#[ignore = "needs a display: run by 'cargo xtask test window'"]
async fn the_page_can_neither_leave_nor_call_out_nor_be_rewritten() {
    let home = Home::new();
    let window = Window::open(&home).await;
    window.shows("Welcome to Credenza").await;
    let denied = [
        "return eval('1 + 1')",
        "return new Function('return 1')()",
        "if (window.open('https://example.org') === null) throw 'denied'; return 'opened'",
    ];
    for script in denied {
        let answer = window.run(script).await;
        assert!(answer.get("denied").is_some(), "{script} gave {answer}");
    }
    nothing_reaches_a_listener(&window).await;
    let frozen = "try { Object.prototype.planted = 1 } catch {} return ({}).planted === undefined";
    assert_eq!(window.run(frozen).await["ok"], true);
    let stays = "const before = location.href; location.href = 'https://example.org/'; \
                 await new Promise((go) => setTimeout(go, 800)); return location.href === before";
    assert_eq!(window.run(stays).await["ok"], true);
    // The control: ordinary script runs.
    assert_eq!(window.run("return 1 + 1").await["ok"], 2);
    window.close().await;
}

/// The page's requests never leave it, although something listens there.
async fn nothing_reaches_a_listener(window: &Window) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer =
        window.run(&format!("return (await fetch('http://127.0.0.1:{port}/')).status")).await;
    assert!(answer.get("denied").is_some(), "fetch gave {answer}");
    assert!(listener.accept().is_err(), "the page connected");
    // The control: a connection that is made is seen.
    let _connection = TcpStream::connect(("127.0.0.1", port)).unwrap();
    assert!(listener.accept().is_ok());
}
