/** What other screens mount of webhooks. */
export { AddWebhookDialog } from "./webhook-dialog";
export { WebhookList } from "./webhook-list";
