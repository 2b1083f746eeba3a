import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { renderWithPlatform } from "../../testing";
import { CONNECTOR } from "../test-fixtures";
import { parseObjectSchema, type Values } from "./schema";
import { SchemaForm } from "./schema-form";
import { type StoredSecret, StoredSecrets } from "./secrets";

const schema = parseObjectSchema(CONNECTOR.auth[0]?.schema);

function Harness(props: {
  errors?: Map<string, string[]>;
  values?: Values;
  stored?: Record<string, StoredSecret>;
  onValues?: (values: Values) => void;
  schema?: ReturnType<typeof parseObjectSchema>;
}) {
  const [values, setValues] = useState<Values>(props.values ?? {});
  const [stored, setStored] = useState(props.stored ?? {});
  const put = (state: StoredSecret) => (field: string) => setStored({ ...stored, [field]: state });
  const actions = {
    find: (field: string) => stored[field] ?? "absent",
    clearable: (field: string) => field !== "password",
    replace: put("replacing"),
    keep: put("kept"),
    clear: put("cleared"),
  };
  return (
    <div data-form="">
      <StoredSecrets value={actions}>
        <SchemaForm
          schema={props.schema ?? schema}
          values={values}
          errors={props.errors ?? new Map()}
          onChange={(next) => {
            setValues(next);
            props.onValues?.(next);
          }}
        />
      </StoredSecrets>
    </div>
  );
}

describe("the form made from a schema", () => {
  it("shows the fields in their order, required ones marked for screen readers", async () => {
    renderWithPlatform(<Harness />);
    await screen.findByRole("textbox", { name: "Host" });
    const names = screen.getAllByRole("textbox").map((input) => input.closest("[data-pointer]"));
    expect(names.slice(0, 3).map((field) => field?.getAttribute("data-pointer"))).toEqual([
      "/host",
      "/port",
      "/username",
    ]);
    expect(screen.getByRole("textbox", { name: "Host" })).toBeRequired();
    expect(screen.getByRole("textbox", { name: "Port" })).not.toBeRequired();
  });

  it("gives numbers as numbers, keeps what is none, and drops what was emptied", async () => {
    const onValues = vi.fn();
    renderWithPlatform(<Harness onValues={onValues} />);
    const port = await screen.findByRole("textbox", { name: "Port" });
    fireEvent.change(port, { target: { value: "6543" } });
    expect(onValues).toHaveBeenLastCalledWith({ port: 6543 });
    fireEvent.change(port, { target: { value: "65x" } });
    expect(onValues).toHaveBeenLastCalledWith({ port: "65x" });
    expect(port).toHaveValue("65x");
    fireEvent.change(port, { target: { value: "" } });
    expect(onValues.mock.lastCall?.[0].port).toBeUndefined();
  });

  it("ties a message of the core to its field", async () => {
    renderWithPlatform(<Harness errors={new Map([["/password", ["The server rejected it."]]])} />);
    const password = await screen.findByLabelText("Password");
    expect(password).toBeInvalid();
    expect(password).toHaveAccessibleDescription("The server rejected it.");
    expect(screen.getByRole("textbox", { name: "Host" })).not.toBeInvalid();
  });

  it("opens Advanced when a field inside is in error", async () => {
    const { unmount } = renderWithPlatform(<Harness />);
    const closed = await screen.findByRole("button", { name: "Advanced" });
    expect(closed).toHaveAttribute("aria-expanded", "false");
    unmount();
    renderWithPlatform(<Harness errors={new Map([["/ca_certificate", ["odd"]]])} />);
    const opened = await screen.findByRole("button", { name: "Advanced" });
    expect(opened).toHaveAttribute("aria-expanded", "true");
  });

  it("masks a secret, and neither completes nor corrects it", async () => {
    renderWithPlatform(<Harness />);
    const password = await screen.findByLabelText("Password");
    expect(password).toHaveAttribute("type", "password");
    expect(password).toHaveAttribute("autocomplete", "off");
    expect(password).toHaveAttribute("spellcheck", "false");
  });
});

describe("a stored secret", () => {
  it("is named as saved, with no input that could show it", async () => {
    renderWithPlatform(<Harness stored={{ password: "kept" }} />);
    expect(await screen.findByText("Saved. Leave empty to keep.")).toBeInTheDocument();
    expect(document.querySelector("input[type=password]")).toBeNull();
  });

  it("is replaced on request, and can be kept after all", async () => {
    renderWithPlatform(<Harness stored={{ password: "kept" }} />);
    await userEvent.click(await screen.findByRole("button", { name: "Replace Password" }));
    expect(document.querySelector("input[type=password]")).toHaveValue("");
    await userEvent.click(screen.getByRole("button", { name: "Keep saved Password" }));
    expect(screen.getByText("Saved. Leave empty to keep.")).toBeInTheDocument();
  });

  it("offers to be cleared only when the credential can do without it", async () => {
    renderWithPlatform(<Harness stored={{ password: "kept", ca_certificate: "kept" }} />);
    await userEvent.click(await screen.findByRole("button", { name: "Advanced" }));
    expect(screen.queryByRole("button", { name: "Clear Password" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Clear CA certificate" }));
    expect(screen.getByText("Will be cleared when you save.")).toBeInTheDocument();
  });
});

describe("key files", () => {
  it("are read in the window and recognised", async () => {
    const onValues = vi.fn();
    renderWithPlatform(<Harness onValues={onValues} />);
    await userEvent.click(await screen.findByRole("button", { name: "Advanced" }));
    const area = screen.getByRole("textbox", { name: "CA certificate" });
    const text = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const file = new File([text], "ca.pem");
    // jsdom's buffers come from another realm, which TextDecoder does not take.
    file.arrayBuffer = async () => new TextEncoder().encode(text).buffer as ArrayBuffer;
    fireEvent.drop(area, { dataTransfer: { files: [file] } });
    expect(await screen.findByText(/CERTIFICATE from ca.pem/)).toBeInTheDocument();
    expect(onValues.mock.lastCall?.[0].ca_certificate).toBe(text);
  });

  it("are refused when they are too large, without touching what was typed", async () => {
    const onValues = vi.fn();
    renderWithPlatform(<Harness values={{ ca_certificate: "typed" }} onValues={onValues} />);
    await userEvent.click(await screen.findByRole("button", { name: "Advanced" }));
    const area = screen.getByRole("textbox", { name: "CA certificate" });
    const file = new File(["x".repeat(65 * 1024)], "big.pem");
    fireEvent.drop(area, { dataTransfer: { files: [file] } });
    expect((await screen.findAllByText(/More than 64 KiB/)).length).toBeGreaterThan(0);
    expect(area).toHaveValue("typed");
  });

  it("that are no key are pointed out", async () => {
    renderWithPlatform(<Harness values={{ ca_certificate: "hello" }} />);
    await userEvent.click(await screen.findByRole("button", { name: "Advanced" }));
    expect(screen.getByText(/does not begin with/)).toBeInTheDocument();
  });
});
