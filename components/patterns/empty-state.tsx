import type { ReactNode } from "react";

type Props = { title: string; hint: string; level?: "h1" | "h2" | "h3"; children?: ReactNode };

/** A view without content, where the data would be: what it is, and the one next step. Also the face of "not found" and "forbidden". */
export function EmptyState({ title, hint, level: Heading = "h2", children }: Props) {
  return (
    <div className="empty grid gap-2">
      <Heading>{title}</Heading>
      <p className="muted max-w-2xl">{hint}</p>
      {children ? <div className="btn-row mt-3">{children}</div> : null}
    </div>
  );
}
