import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, failureText, SecretField } from "../../kit";
import { useMutationOperation } from "../../platform";
import type { SignIn } from "../../protocol";

/** The way back where the browser cannot come by itself. The address holds a code: it is masked. */
export function PasteAddress(props: { view: SignIn; onTaken(next: SignIn): void }) {
  const { t } = useTranslation("oauth");
  const { view, onTaken } = props;
  const [address, setAddress] = useState("");
  const [empty, setEmpty] = useState(false);
  const pasting = useMutationOperation("sign_in.paste");
  const form = useRef<HTMLFormElement>(null);
  const wanted = view.comes_back;
  useEffect(() => {
    if (wanted) form.current?.querySelector("input")?.focus();
  }, [wanted]);
  const failure = pasting.error && failureText(t, pasting.error);
  const refusal = failure && [failure.title, failure.hint].filter(Boolean).join(" ");
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setEmpty(!address.trim());
    if (!address.trim()) return;
    pasting.mutate({ sign_in: view.id, address: address.trim() }, { onSuccess: onTaken });
  };
  return (
    <form ref={form} onSubmit={send} noValidate className="flex flex-col items-start gap-2">
      <SecretField
        className="w-full"
        label={t("signIn.pasteLabel")}
        help={view.comes_back || view.port_taken ? t("signIn.pasteHelp") : t("signIn.pasteNeeded")}
        value={address}
        onValueChange={(next) => {
          setAddress(next);
          setEmpty(false);
        }}
        error={empty ? t("signIn.pasteMissing") : refusal}
      />
      <Button type="submit" busy={pasting.isPending}>
        {t("signIn.pasteSend")}
      </Button>
    </form>
  );
}
