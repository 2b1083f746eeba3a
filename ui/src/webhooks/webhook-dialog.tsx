/** Adding or editing a webhook. A new one ends with its signing secret, shown this once. */
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  Banner,
  Button,
  Checkbox,
  Dialog,
  failureText,
  RadioCards,
  TextField,
  useToasts,
} from "../kit";
import { type OperationFailure, useMutationOperation } from "../platform";
import { AllowPrivate, targetToAllow } from "../private-targets";
import type { Webhook, WebhookEvent } from "../protocol";
import {
  addressError,
  addWebhookRequest,
  openWebhookDraft,
  updateWebhookRequest,
  type WebhookDraft,
  type WebhookProblem,
  webhookProblems,
} from "./draft";
import { SecretShownOnce } from "./secret-shown-once";
import { EVENTS, eventWords } from "./words";

export function AddWebhookDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("webhooks");
  const adding = useMutationOperation("webhook.add");
  const toasts = useToasts();
  const { data } = adding;
  if (data?.signing_secret) {
    return (
      <SecretShownOnce
        address={data.webhook.address}
        secret={data.signing_secret}
        onClose={onClose}
      />
    );
  }
  return (
    <WebhookForm
      title={t("form.addTitle")}
      action={t("add")}
      webhook={undefined}
      sending={adding}
      onSend={(draft) =>
        adding.mutate(addWebhookRequest(draft), {
          onSuccess: (answer) => {
            if (answer.signing_secret) return;
            toasts.show({ tone: "good", title: t("saved") });
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}

export function EditWebhookDialog({ webhook, onClose }: { webhook: Webhook; onClose(): void }) {
  const { t } = useTranslation("webhooks");
  const updating = useMutationOperation("webhook.update");
  const toasts = useToasts();
  return (
    <WebhookForm
      title={t("form.editTitle")}
      action={t("save")}
      webhook={webhook}
      sending={updating}
      onSend={(draft) =>
        updating.mutate(updateWebhookRequest(draft, webhook), {
          onSuccess: () => {
            toasts.show({ tone: "good", title: t("saved") });
            onClose();
          },
        })
      }
      onClose={onClose}
    />
  );
}

interface FormProps {
  title: string;
  action: string;
  webhook: Webhook | undefined;
  sending: Pick<ReturnType<typeof useMutationOperation<"webhook.add">>, "error" | "isPending">;
  onSend(draft: WebhookDraft): void;
  onClose(): void;
}

function WebhookForm({ title, action, webhook, sending, onSend, onClose }: FormProps) {
  const { t } = useTranslation("webhooks");
  const [draft, setDraft] = useState(() => openWebhookDraft(webhook));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = tried ? webhookProblems(draft) : [];
  const change = (part: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...part }));
  // What was said about an address ends with it.
  const [sent, setSent] = useState<string>();
  const failure = sent === draft.address ? sending.error : null;
  const ask = sending.isPending ? undefined : targetToAllow(failure);
  const send = (next: WebhookDraft) => {
    setTried(true);
    if (webhookProblems(next).length > 0) {
      form.current?.querySelector("input")?.focus();
      return;
    }
    setSent(next.address);
    onSend(next);
  };
  const allow = (target: string) => {
    const next = { ...draft, allowed: [...draft.allowed, target] };
    setDraft(next);
    send(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form="webhook" busy={sending.isPending}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id="webhook"
        ref={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          send(draft);
        }}
      >
        <Refusal failure={failure} />
        <Fields
          draft={draft}
          help={t(webhook ? "form.addressKept" : "form.addressHelp")}
          problems={problems}
          told={ask ? undefined : addressError(failure)}
          onChange={change}
        />
        {ask && (
          <AllowPrivate title={t("form.privateTitle")} target={ask} onAllow={() => allow(ask)} />
        )}
      </form>
    </Dialog>
  );
}

function Refusal({ failure }: { failure: OperationFailure | null }) {
  const { t } = useTranslation("webhooks");
  if (!failure || addressError(failure)) return null;
  const { title, hint } = failureText(t, failure);
  return (
    <div role="alert">
      <Banner tone="bad" title={title}>
        {hint}
      </Banner>
    </div>
  );
}

interface FieldsProps {
  draft: WebhookDraft;
  help: string;
  problems: readonly WebhookProblem[];
  told: string | undefined;
  onChange(change: Partial<WebhookDraft>): void;
}

function Fields({ draft, help, problems, told, onChange }: FieldsProps) {
  const { t } = useTranslation("webhooks");
  return (
    <>
      <TextField
        label={t("form.address")}
        help={help}
        required
        inputMode="url"
        placeholder="https://"
        value={draft.address}
        onValueChange={(address) => onChange({ address, allowed: [] })}
        error={problems.includes("address") ? t("form.addressWrong") : told}
      />
      <TextField
        label={t("form.description")}
        help={t("form.descriptionHelp")}
        optional
        maxLength={200}
        value={draft.description}
        onValueChange={(description) => onChange({ description })}
      />
      <RadioCards
        label={t("form.events")}
        columns
        value={draft.which}
        onValueChange={(which) => onChange({ which })}
        error={problems.includes("events") ? t("form.eventsMissing") : undefined}
        options={[
          { value: "all", label: t("form.eventsAll") },
          { value: "some", label: t("form.eventsSome") },
        ]}
      />
      {draft.which === "some" && <EventChoice draft={draft} onChange={onChange} />}
    </>
  );
}

function EventChoice({ draft, onChange }: Pick<FieldsProps, "draft" | "onChange">) {
  const { t } = useTranslation("webhooks");
  const toggle = (event: WebhookEvent, on: boolean) =>
    onChange({ events: EVENTS.filter((one) => (one === event ? on : draft.events.includes(one))) });
  return (
    <fieldset aria-label={t("form.events")} className="flex flex-col gap-2 border-0 p-0">
      {EVENTS.map((event) => (
        <Checkbox
          key={event}
          label={eventWords(t, event)}
          checked={draft.events.includes(event)}
          onCheckedChange={(on) => toggle(event, on)}
        />
      ))}
    </fieldset>
  );
}
