/** One flow: its steps, its name and trigger, its versions. Edited as a draft, saved as a new version. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Breadcrumb, ErrorState, Loading, PageBody, PageHeader } from "../../kit";
import { useOperation } from "../../platform";
import { NEW_FLOW } from "../parts/document";
import { FlowEditor } from "./flow-editor";

export function FlowPage() {
  const { flowId = NEW_FLOW } = useParams({ strict: false });
  const { t } = useTranslation("flows");
  const navigate = useNavigate();
  const known = flowId !== NEW_FLOW;
  const flow = useOperation("flow.show", { flow: flowId }, { enabled: known });
  const open = (id: string) =>
    void navigate({ to: "/flows/$flowId", params: { flowId: id }, replace: true } as never);
  const leave = () => void navigate({ to: "/flows" } as never);
  if (!known || flow.data) {
    return (
      <FlowEditor
        key={flowId}
        stored={flow.data ?? null}
        onReload={() => flow.refetch().then(({ data }) => data)}
        onCreated={open}
        onLeave={leave}
      />
    );
  }
  return (
    <>
      <PageHeader
        title={t("flow.loading")}
        section={t("page.title")}
        breadcrumb={<Breadcrumb items={[{ label: t("page.title"), to: "/flows" }]} />}
      />
      <PageBody>
        {flow.error ? (
          <ErrorState failure={flow.error} onRetry={() => void flow.refetch()} />
        ) : (
          <Loading rows={5} rowHeight={72} />
        )}
      </PageBody>
    </>
  );
}
