import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { detailsOf } from "../../credentials/checks/progress";
import { Button, Select } from "../../kit";
import type { Failure } from "../../protocol";

interface Choice {
  id: string;
  name: string;
}

/** What a sign-in has to say before it can be saved: one of several sites, tenants or accounts. */
export interface OpenChoice {
  /** The field that names one. */
  field: string;
  choices: Choice[];
}

/** The choice that a failed sign-in comes down to, if it does. */
export function openChoice(failure: Failure): OpenChoice | null {
  const { field, choices } = detailsOf(failure);
  const found = Array.isArray(choices) ? choices.filter(isChoice) : [];
  return typeof field === "string" && found.length > 0
    ? { field: field.slice(1), choices: found }
    : null;
}

function isChoice(one: unknown): one is Choice {
  const { id, name } = (one ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof name === "string";
}

interface Props {
  connector: string;
  choices: Choice[];
  onChoose(id: string): void;
}

/** Asks which one is meant. The sign-in is over; choosing begins another one that names it. */
export function TargetChoice({ connector, choices, onChoose }: Props) {
  const { t } = useTranslation("oauth");
  const [chosen, setChosen] = useState(choices[0]?.id ?? "");
  const go = useRef<HTMLButtonElement>(null);
  useEffect(() => go.current?.focus(), []);
  return (
    <section
      aria-label={t("signIn.chooseTitle", { connector })}
      className="flex flex-col gap-3 rounded-lg border border-line-strong p-4"
    >
      <Select
        label={t("signIn.chooseTitle", { connector })}
        help={t("signIn.chooseHelp")}
        value={chosen}
        onValueChange={setChosen}
        options={choices.map(({ id, name }) => ({ value: id, label: name, description: id }))}
      />
      <Button ref={go} variant="primary" className="self-start" onClick={() => onChoose(chosen)}>
        {t("signIn.chooseGo")}
      </Button>
    </section>
  );
}
