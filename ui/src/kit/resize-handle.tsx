import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { cx } from "./cx";

interface ResizeHandleProps {
  label: string;
  /** The width of what stands before it, in px. */
  value: number;
  min: number;
  max: number;
  onValueChange(value: number): void;
  className?: string;
}

/** A border that can be dragged, or moved with arrow keys. */
export function ResizeHandle(props: ResizeHandleProps) {
  const { value, min, max } = props;
  const start = useRef({ x: 0, value: 0 });
  const set = (next: number) => props.onValueChange(Math.round(Math.min(Math.max(next, min), max)));
  const toward = document.dir === "rtl" ? -1 : 1;
  const grab = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, value };
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set(start.current.value + (event.clientX - start.current.x) * toward);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -16, ArrowRight: 16, Home: min - value, End: max - value }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(value + (event.key.startsWith("Arrow") ? step * toward : step));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved has no element of its own
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={grab}
      onPointerMove={drag}
      className={cx(
        "relative z-10 w-px shrink-0 cursor-col-resize bg-line before:absolute before:inset-y-0 before:-start-1 before:w-2.5 hover:bg-accent",
        props.className,
      )}
    />
  );
}
