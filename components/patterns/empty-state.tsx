import type { ReactNode } from "react";

type Props = { icon: ReactNode; title: string; hint: string; level?: "h1" | "h2"; children?: ReactNode };

/** A view without content: what it is, and the one next step. Also the face of "not found" and "forbidden". */
export function EmptyState({ icon, title, hint, level: Heading = "h2", children }: Props) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-3 px-6 py-14 text-center">
      <div className="grid size-12 place-items-center rounded-full border border-line bg-sunken text-muted" aria-hidden>
        {icon}
      </div>
      <Heading className="text-lg leading-6">{title}</Heading>
      <p className="text-muted">{hint}</p>
      {children}
    </div>
  );
}
