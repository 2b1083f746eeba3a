import { OPERATIONS, type OperationName } from "../protocol";

/** What may stand in the record: every operation that changes something. */
export const ACTIONS = (Object.keys(OPERATIONS) as OperationName[]).filter(
  (name) => OPERATIONS[name].kind === "mutation" && name !== "credential.cancel",
);
