/**
 * Stands in for the three fields of @rjsf/core that lay a form out by `ui:layoutGrid`, which Connectors'
 * forms do not use: their order and groups come from the schema.
 */
export default function NoLayoutField() {
  return null;
}
