"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { ConfirmedNotice } from "#components/shell/confirmed-notice";
import { StepUp } from "#components/shell/step-up";
import { ToastProvider } from "#components/ui/toasts";
import type { Project } from "#lib/console/project";
import type { OperationName } from "#lib/operations/catalog";

/** Where the user is, and what is allowed there (for showing only; the API decides). */
export type Place = {
  /** Absent for whoever may enter none; on pages of the account it is the one last used. */
  readonly project: Project | null;
  /** Operations allowed in the project. */
  readonly mayDo: readonly OperationName[];
  /** Operations allowed in the account: on people, groups, policies and projects. */
  readonly mayDoInAccount: readonly OperationName[];
  /** First part of every path: `/eu-de`; of the account's where there is no project. */
  readonly basePath: string;
  readonly userId: string;
  readonly accountId: string;
  readonly accountName: string;
  /** Whether an identity provider signed them in, and shows anew who they are. */
  readonly isByProvider: boolean;
  /** Whether they are known by their groups alone, without a user. */
  readonly isFederated: boolean;
  /** Where programs reach the API; its reference is below it. */
  readonly apiUrl: string;
};

/** The place of a project's pages. */
export type Workplace = Place & { readonly project: Project };

const PlaceContext = createContext<Place | null>(null);

/** @throws Error outside the shell */
export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("No WorkplaceProvider above.");
  return place;
}

/** @throws Error outside a project's pages */
export function useWorkplace(): Workplace {
  const place = usePlace();
  if (!hasProject(place)) throw new Error("There is no project here.");
  return place;
}

function hasProject(place: Place): place is Workplace {
  return place.project !== null;
}

/** Gives the pages in the shell their place, their queries and their messages. Queries live in memory only. */
export function WorkplaceProvider({ place, children }: { place: Place; children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, refetchOnWindowFocus: true, retry: false } } }),
  );
  return (
    <PlaceContext value={place}>
      <QueryClientProvider client={client}>
        <ToastProvider>
          {children}
          <StepUp isByProvider={place.isByProvider} isFederated={place.isFederated} />
          <ConfirmedNotice />
        </ToastProvider>
      </QueryClientProvider>
    </PlaceContext>
  );
}
