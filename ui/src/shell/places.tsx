/** Goes where the host leads: from the tray to everything that needs attention. Renders nothing. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { usePlatform } from "../platform";

export function Places() {
  const platform = usePlatform();
  const navigate = useNavigate();
  useEffect(
    () =>
      platform.subscribeToPlaces((place) => {
        if (place === "attention") {
          void navigate({ to: "/health", search: { state: "attention" } });
        }
      }),
    [platform, navigate],
  );
  return null;
}
