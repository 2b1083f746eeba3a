/** What the core found wrong with a document, place by place. */
import { useTranslation } from "react-i18next";
import { listErrors } from "../../credentials/editor/failure";
import { Banner, failureText } from "../../kit";
import type { OperationFailure } from "../../platform";

export function SaveFailure({ failure }: { failure: OperationFailure }) {
  const { t } = useTranslation("flows");
  const { title, hint } = failureText(t, failure);
  const errors = listErrors(failure);
  return (
    <div role="alert">
      <Banner tone="bad" title={title}>
        {hint}
        {errors.length > 0 && (
          <ul className="list-disc ps-5">
            {errors.map(({ field, message }) => (
              <li key={`${field}${message}`}>
                <code className="font-mono text-sm">{field || "/"}</code> {message}
              </li>
            ))}
          </ul>
        )}
      </Banner>
    </div>
  );
}
