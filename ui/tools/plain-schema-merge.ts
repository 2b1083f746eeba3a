/**
 * Stands in for `@x0k/json-schema-merge`, with which @rjsf/utils merges `allOf`. The schema of one
 * authentication method is a flat object (`src/credentials/form/schema.ts`): there is nothing to merge.
 */
const asItIs =
  () =>
  <T>(value: T): T =>
    value;

export const createComparator = () => ({});
export const createDeduplicator = asItIs;
export const createIntersector = asItIs;
export const createMerger = () => ({ mergeArrayOfSchemaDefinitions: asItIs() });
export const createShallowAllOfMerge = asItIs;
