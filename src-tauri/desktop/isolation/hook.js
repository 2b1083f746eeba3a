// Every message of the window passes through here, in a frame that the window's scripts cannot reach,
// before it is encrypted and handed to the Rust side. It lets through what capabilities/main.json allows,
// in the form that the front end sends it, and nothing else. Rust checks all of it again.
"use strict";

const OPERATION = /^[a-z_]+\.[a-z_]+$/;
const EVENT = /^credenza:\/\/(event|place)$/;

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const hasOnly = (value, keys) =>
  isObject(value) && Object.keys(value).every((key) => keys.includes(key));

const FORMS = new Map([
  [
    "rpc",
    (payload) =>
      hasOnly(payload, ["operation", "request"]) &&
      typeof payload.operation === "string" &&
      OPERATION.test(payload.operation) &&
      isObject(payload.request),
  ],
  [
    "enter",
    (payload) => hasOnly(payload, ["world"]) && ["own", "demo"].includes(payload.world),
  ],
  ["plugin:event|listen", (payload) => isObject(payload) && EVENT.test(payload.event)],
  ["plugin:event|unlisten", (payload) => isObject(payload) && EVENT.test(payload.event)],
  [
    "plugin:opener|open_url",
    (payload) =>
      hasOnly(payload, ["url", "with"]) &&
      typeof payload.url === "string" &&
      payload.url.startsWith("https://"),
  ],
]);

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const fits = FORMS.get(message.cmd);
  if (!fits || !fits(message.payload)) {
    throw new Error("The window may not send this message.");
  }
  return message;
};
