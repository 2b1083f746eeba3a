import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Announcer, ToastProvider } from "../kit";
import { type Platform, PlatformProvider } from "../platform";
import { CommandProvider } from "./commands";
import type { createAppRouter } from "./router";

interface AppProps {
  platform: Platform;
  client: QueryClient;
  router: ReturnType<typeof createAppRouter>;
}

/** Everything that screens rely on, around the router. */
export function App({ platform, client, router }: AppProps) {
  return (
    <CSPProvider disableStyleElements>
      <PlatformProvider platform={platform}>
        <QueryClientProvider client={client}>
          <Tooltip.Provider delay={400}>
            <CommandProvider>
              <ToastProvider>
                <RouterProvider router={router} />
              </ToastProvider>
            </CommandProvider>
          </Tooltip.Provider>
        </QueryClientProvider>
      </PlatformProvider>
      <Announcer />
    </CSPProvider>
  );
}
