import type { ReactNode } from "react";

const MARK = "\u0000";

/** One translated sentence with a part that stands out: `say` gets the place to put it. */
export function Around(props: { say: (mark: string) => string; children: ReactNode }) {
  const [before, after] = props.say(MARK).split(MARK);
  return (
    <>
      {before}
      {props.children}
      {after}
    </>
  );
}
