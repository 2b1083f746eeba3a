import { AccountChanged } from "../../credentials/parts/account-changed";
import { useMutationOperation } from "../../platform";
import type { SignIn } from "../../protocol";

interface Props {
  view: Extract<SignIn, { state: "account_changed" }>;
  onKeep(): void;
  onAccepted(next: SignIn): void;
}

/** Another account signed in. */
export function AccountQuestion({ view, onKeep, onAccepted }: Props) {
  const { id, was, now } = view;
  const accepting = useMutationOperation("sign_in.accept");
  return (
    <AccountChanged
      was={was}
      now={now}
      busy={accepting.isPending}
      failure={accepting.error}
      onKeep={onKeep}
      onContinue={() => accepting.mutate({ sign_in: id, account: now }, { onSuccess: onAccepted })}
    />
  );
}
