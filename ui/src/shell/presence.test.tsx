import { fireEvent, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { type Platform, PlatformProvider } from "../platform";
import { usePresence } from "./presence";

function listen() {
  const call = vi.fn(() => Promise.resolve({}));
  const platform = { call } as unknown as Platform;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <PlatformProvider platform={platform}>{children}</PlatformProvider>
  );
  return { call, ...renderHook(() => usePresence(), { wrapper }) };
}

describe("presence", () => {
  it("is told when a person does something, but not at every key", () => {
    const { call } = listen();
    fireEvent.keyDown(document.body, { key: "a" });
    fireEvent.keyDown(document.body, { key: "b" });
    expect(call.mock.calls).toEqual([["vault.stay_open", {}]]);
  });
  it("ends with the window that listens, and nothing happens by itself", () => {
    const { call, unmount } = listen();
    unmount();
    fireEvent.keyDown(document.body, { key: "a" });
    expect(call).not.toHaveBeenCalled();
  });
});
