/** Renders a component over the fixtures' platform, for unit tests. */
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { Announcer, ToastProvider } from "./kit";
import { createQueryClient, PlatformProvider } from "./platform";
import { createFakePlatform } from "./platform/fake";
import { CommandProvider } from "./shell/commands";
import { DialogProvider } from "./shell/dialogs";

interface Options {
  fixture?: string;
  route?: string;
}

/** The component stands at the root route, so that links in it work. Wait with `findBy…`. */
export function renderWithPlatform(
  component: ReactNode,
  { fixture = "default", route = "/" }: Options = {},
): RenderResult & { platform: ReturnType<typeof createFakePlatform> } {
  const platform = createFakePlatform(fixture);
  const root = createRootRoute({
    component: () => <DialogProvider>{component}</DialogProvider>,
    notFoundComponent: () => null,
  });
  const history = createMemoryHistory({ initialEntries: [route] });
  const router = createRouter({ routeTree: root, history });
  const result = render(
    <PlatformProvider platform={platform}>
      <QueryClientProvider client={createQueryClient()}>
        <Tooltip.Provider>
          <CommandProvider>
            <ToastProvider>
              <RouterProvider router={router as never} />
            </ToastProvider>
          </CommandProvider>
        </Tooltip.Provider>
      </QueryClientProvider>
      <Announcer />
    </PlatformProvider>,
  );
  return { ...result, platform };
}
