/** Changing to the sample organization and back, where the host can. */
import { useState } from "react";
import { usePlatform } from "./context";
import { OperationFailure, type World } from "./types";

export function useEnter() {
  const platform = usePlatform();
  const [failure, setFailure] = useState<OperationFailure>();
  const failed = (reason: unknown) => {
    if (!(reason instanceof OperationFailure)) throw reason;
    setFailure(reason);
  };
  return {
    failure,
    /** Absent where the host cannot. */
    enter: platform.enter && ((world: World) => void platform.enter?.(world).catch(failed)),
  };
}
