/**
 * Stands in for `markdown-to-jsx`, which @rjsf/core would bring along (30 KB gzipped) for
 * descriptions in Markdown. Connectors' texts are plain: files that people import must not be able
 * to put links or markup into a form that asks for secrets.
 */
import type { ReactNode } from "react";

export function Markdown(props: { children?: ReactNode }): ReactNode {
  return props.children;
}
