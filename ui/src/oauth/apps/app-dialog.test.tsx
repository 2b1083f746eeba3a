import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { useOperation } from "../../platform";
import { SAMPLE_PATH } from "../../platform/fake/sample-connections";
import { renderWithPlatform } from "../../testing";
import { OAuthAppDialog } from "./app-dialog";

const onClose = vi.fn();

/** A provider of one's own: its address is a field of the app. */
function Opened() {
  const { data } = useOperation("connector.show", { id: "google-sheets" });
  if (!data) return null;
  const [scheme] = data.auth;
  const schema = {
    type: "object",
    properties: { token_url: { type: "string", title: "Token URL" } },
  };
  const connector = { ...data, auth: scheme ? [{ ...scheme, schema }] : [] };
  return <OAuthAppDialog connector={connector} onClose={onClose} />;
}

async function open() {
  const user = userEvent.setup();
  const { platform } = renderWithPlatform(<Opened />);
  await user.click(await screen.findByRole("textbox", { name: "Client ID" }));
  await user.paste("my-id");
  return { user, platform, call: vi.spyOn(platform, "call") };
}

it("shows the address before anything is saved, and saves the app with it", async () => {
  const { user, platform } = await open();
  const address = `http://127.0.0.1:47931/${SAMPLE_PATH}`;
  await screen.findByText(address);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  const saved = platform.world.oauthApps.find((app) => app.client_id === "my-id");
  expect(saved?.redirect_address).toBe(address);
});

it("asks about a name in a private network, and about each address anew", async () => {
  const { user, platform, call } = await open();
  const field = await screen.findByRole("textbox", { name: "Token URL" });
  await user.click(field);
  await user.paste("https://login.corp/token");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByRole("button", { name: "Allow login.corp:443" });
  await user.clear(field);
  await user.paste("https://tokens.corp:8443/");
  expect(screen.queryByRole("button", { name: /^Allow/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(await screen.findByRole("button", { name: "Allow tokens.corp:8443" }));
  await waitFor(() =>
    expect(call).toHaveBeenLastCalledWith(
      "oauth_app.add",
      expect.objectContaining({ private: ["tokens.corp:8443"] }),
    ),
  );
  const saved = platform.world.oauthApps.find((app) => app.client_id === "my-id");
  expect(saved?.private).toEqual(["tokens.corp:8443"]);
});
