import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Announcer, announce, Button, SearchField, SecretField, TextField } from ".";
import { monogramHue, monogramOf } from "./monogram";
import { formatDuration, formatRelative } from "./relative-time";

describe("Button", () => {
  it("stays reachable with a reason, says it, and does nothing", async () => {
    const press = vi.fn();
    render(
      <Button disabledReason="50 of 50 used" onClick={press}>
        Add
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Add" });
    expect(button).toHaveAccessibleDescription("50 of 50 used");
    await userEvent.tab();
    expect(button).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(press).not.toHaveBeenCalled();
  });
  it("does nothing while it is busy", async () => {
    const press = vi.fn();
    render(
      <Button busy onClick={press}>
        Save
      </Button>,
    );
    await userEvent.click(screen.getByRole("button"));
    expect(press).not.toHaveBeenCalled();
  });
});

describe("TextField", () => {
  it("ties help and error to the input", () => {
    render(
      <TextField
        label="Host"
        help="Without https"
        error="Not a host"
        value=""
        onValueChange={() => {}}
      />,
    );
    const input = screen.getByRole("textbox", { name: "Host" });
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription("Without https Not a host");
  });
});

function Secret() {
  const [value, setValue] = useState("");
  return <SecretField label="Password" value={value} onValueChange={setValue} />;
}

describe("SecretField", () => {
  it("masks, reveals what was typed, and masks again", async () => {
    render(<Secret />);
    const input = screen.getByLabelText("Password");
    await userEvent.type(input, "s3cret");
    expect(input).toHaveAttribute("type", "password");
    await userEvent.click(screen.getByRole("button", { name: "Show Password" }));
    expect(input).toHaveAttribute("type", "text");
    await userEvent.click(screen.getByRole("button", { name: "Hide Password" }));
    expect(input).toHaveAttribute("type", "password");
  });
  it("drops the line end of what is pasted, and says so", async () => {
    render(<Secret />);
    const input = screen.getByLabelText("Password");
    await userEvent.click(input);
    await userEvent.paste("token-123\n");
    expect(input).toHaveValue("token-123");
    expect(screen.getByText(/line end/)).toBeInTheDocument();
  });
});

describe("SearchField", () => {
  it("waits for a rest, and Escape clears at once", async () => {
    const change = vi.fn();
    render(<SearchField label="Search" value="" onValueChange={change} debounce={30} />);
    const input = screen.getByRole("textbox", { name: "Search" });
    await userEvent.type(input, "prod");
    await vi.waitFor(() => expect(change).toHaveBeenCalledExactlyOnceWith("prod"));
    await userEvent.keyboard("{Escape}");
    expect(change).toHaveBeenLastCalledWith("");
    expect(input).toHaveValue("");
  });
});

describe("Announcer", () => {
  it("has exactly two live regions, drops repeats and keeps messages apart", () => {
    vi.useFakeTimers();
    try {
      const { container } = render(<Announcer />);
      expect(container.querySelectorAll("[aria-live]")).toHaveLength(2);
      const [polite, assertive] = container.querySelectorAll("[aria-live]");
      act(() => {
        announce("Step 1");
        announce("Step 1");
        announce("Step 2");
        announce("It failed", "assertive");
      });
      expect(polite).toHaveTextContent("Step 1");
      act(() => void vi.advanceTimersByTime(500));
      expect(assertive).toHaveTextContent("It failed");
      expect(polite).toHaveTextContent("Step 1");
      act(() => void vi.advanceTimersByTime(500));
      expect(polite).toHaveTextContent("Step 2");
    } finally {
      vi.useRealTimers();
    }
  });
});

it("says how long ago in words", () => {
  const now = Date.parse("2026-11-20T10:45:00Z");
  expect(formatRelative("2026-11-20T10:42:00Z", now, "en")).toBe("3 min. ago");
  expect(formatRelative("2026-11-20T10:44:50Z", now, "en")).toBe("now");
  expect(formatRelative("2026-11-22T10:45:00Z", now, "en")).toBe("in 2 days");
  expect(formatDuration(41, "en")).toBe("41 ms");
  expect(formatDuration(1_240, "en")).toBe("1.2 sec");
});

it("makes the same monogram for the same connector", () => {
  expect(monogramOf("Google Sheets")).toBe("GS");
  expect(monogramOf("PostgreSQL")).toBe("Po");
  expect(monogramOf("")).toBe("?");
  expect(monogramHue("postgresql")).toBe(monogramHue("postgresql"));
});
