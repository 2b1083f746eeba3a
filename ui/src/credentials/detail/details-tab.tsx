/** What may be shown of a credential. Of its secrets only that they are there. */
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DataList, formatDateTime, Section, sentences, TextLink } from "../../kit";
import type { ConnectorDetail, CredentialDetail } from "../../protocol";
import { hintsOf, type ObjectSchema, orderedFields, parseObjectSchema } from "../form/schema";
import { GrantSection } from "./grant-section";

interface Props {
  detail: CredentialDetail;
  connector: ConnectorDetail;
}

interface Item {
  label: string;
  value: ReactNode;
}

export function DetailsTab({ detail, connector }: Props) {
  const { t } = useTranslation("credentials");
  return (
    <div className="px-4 py-1">
      <Section title={t("details.values")}>
        <DataList items={useValueItems({ detail, connector })} />
      </Section>
      <GrantSection credential={detail.credential} />
      <Section title={t("details.proof")}>
        <DataList items={useProofItems(detail)} />
      </Section>
      <Section title={t("details.limits")}>
        <DataList items={useLimitItems(detail)} />
      </Section>
      {detail.duplicates.length > 0 && (
        <Section title={t("details.duplicates")}>
          <ul className="list-disc ps-5">
            {detail.duplicates.map(({ id, name }) => (
              <li key={id}>
                <TextLink
                  to="/credentials/$connectorId/$credentialId"
                  params={{ connectorId: connector.id, credentialId: id }}
                >
                  {name}
                </TextLink>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t("details.record")}>
        <DataList items={useRecordItems(detail)} />
      </Section>
    </div>
  );
}

function useValueItems({ detail, connector }: Props): Item[] {
  const { t } = useTranslation("credentials");
  const { credential } = detail;
  const scheme = connector.auth.find(({ id }) => id === credential.auth);
  const schema = parseObjectSchema(scheme?.schema);
  const title = (name: string) => schema.properties[name]?.title ?? name;
  const known = orderedFields(schema);
  const names = [
    ...known,
    ...Object.keys(credential.public).filter((name) => !known.includes(name)),
  ];
  const values = names.flatMap((name): Item[] => {
    if (credential.secrets.includes(name)) {
      return [{ label: title(name), value: <SecretMark detail={detail} /> }];
    }
    const value = credential.public[name];
    if (value === undefined || value === null || value === "") return [];
    return [
      {
        label: title(name),
        value: shownValue(schema, name, value, t("details.yes"), t("details.no")),
      },
    ];
  });
  const method = { label: t("details.method"), value: scheme?.title ?? credential.auth };
  return [method, ...values];
}

function SecretMark({ detail }: { detail: CredentialDetail }) {
  const { t, i18n } = useTranslation("credentials");
  const { version, created_at, updated_at } = detail.credential;
  const date = (at: string) =>
    new Intl.DateTimeFormat(i18n.language, {
      day: "numeric",
      month: "short",
      year: "numeric",
    }).format(Date.parse(at));
  // Only an unchanged credential tells when its secret was set; later versions tell when anything was.
  const text =
    version === 1
      ? t("details.secretSet", { date: date(created_at) })
      : t("details.secretChanged", { date: date(updated_at) });
  return (
    <span className="inline-flex items-center gap-1.5 text-ink-muted">
      <Lock aria-hidden="true" className="size-3.5 shrink-0" />
      {text}
    </span>
  );
}

function shownValue(
  schema: ObjectSchema,
  name: string,
  value: unknown,
  yes: string,
  no: string,
): ReactNode {
  if (typeof value === "boolean") return value ? yes : no;
  const field = schema.properties[name];
  const index = field?.enum?.indexOf(value) ?? -1;
  const label = index >= 0 ? hintsOf(field).labels?.[index] : undefined;
  const text = label ?? (typeof value === "string" ? value : JSON.stringify(value));
  if (!text.includes("\n")) return text;
  return <pre className="max-h-32 overflow-auto font-mono text-sm whitespace-pre-wrap">{text}</pre>;
}

function useProofItems(detail: CredentialDetail): Item[] {
  const { t, i18n } = useTranslation("credentials");
  const { proof, account } = detail.credential;
  if (!proof) return [{ label: t("details.verified"), value: t("detail.neverVerified") }];
  const warnings = proof.stages
    .filter(({ outcome }) => outcome === "warning")
    .flatMap(({ message, hint }) => [message, hint]);
  const items: (Item | null)[] = [
    { label: t("details.verified"), value: formatDateTime(proof.verified_at, i18n.language) },
    { label: t("details.probe"), value: <code className="font-mono text-sm">{proof.probe}</code> },
    account ? { label: t("details.account"), value: account } : null,
    proof.permissions.length > 0
      ? { label: t("details.permissions"), value: proof.permissions.join(", ") }
      : null,
    warnings.length > 0 ? { label: t("details.warning"), value: sentences(...warnings) } : null,
    proof.expires_at
      ? { label: t("details.expires"), value: formatDateTime(proof.expires_at, i18n.language) }
      : null,
  ];
  return items.filter((item) => item !== null);
}

function useLimitItems(detail: CredentialDetail): Item[] {
  const { t } = useTranslation("credentials");
  const { allowed_hosts, approvals } = detail;
  const pinned = approvals.host_key;
  const approved = approvals.private ?? [];
  const items: (Item | null)[] = [
    { label: t("details.hosts"), value: allowed_hosts.join(", ") || t("details.none") },
    approved.length > 0 ? { label: t("details.private"), value: approved.join(", ") } : null,
    pinned
      ? { label: t("details.hostKey"), value: <code className="font-mono text-sm">{pinned}</code> }
      : null,
  ];
  return items.filter((item) => item !== null);
}

function useRecordItems(detail: CredentialDetail): Item[] {
  const { t, i18n } = useTranslation("credentials");
  const { credential, unverified_reason } = detail;
  const when = (at: string) => formatDateTime(at, i18n.language);
  const items: (Item | null)[] = [
    { label: t("details.created"), value: when(credential.created_at) },
    { label: t("details.updated"), value: when(credential.updated_at) },
    unverified_reason ? { label: t("details.unverifiedReason"), value: unverified_reason } : null,
    { label: t("details.id"), value: <code className="font-mono text-sm">{credential.id}</code> },
  ];
  return items.filter((item) => item !== null);
}
