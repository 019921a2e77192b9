"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { StepUp } from "#components/shell/step-up";
import { ToastProvider } from "#components/ui/toasts";
import type { Project } from "#lib/console/project";
import type { OperationName } from "#lib/operations/catalog";

/** Where the user is, and what the role there includes (for showing only; the API decides). */
export type Workplace = {
  readonly project: Project;
  readonly mayDo: readonly OperationName[];
  /** First part of every path: `/eu-de`. */
  readonly basePath: string;
  readonly userId: string;
  readonly accountId: string;
  /** Where programs reach the API; its reference is below it. */
  readonly apiUrl: string;
};

const WorkplaceContext = createContext<Workplace | null>(null);

/** @throws Error outside a project's pages */
export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (!workplace) throw new Error("No WorkplaceProvider above.");
  return workplace;
}

/** Gives the pages of a project their place, their queries and their messages. Queries live in memory only. */
export function WorkplaceProvider({ workplace, children }: { workplace: Workplace; children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: false } } }),
  );
  return (
    <WorkplaceContext value={workplace}>
      <QueryClientProvider client={client}>
        <ToastProvider>
          {children}
          <StepUp />
        </ToastProvider>
      </QueryClientProvider>
    </WorkplaceContext>
  );
}
