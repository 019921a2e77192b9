"use client";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import Link from "next/link";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { words } from "#lib/console/words/words";

type Toast = {
  readonly id: number;
  readonly tone: "positive" | "danger";
  readonly text: string;
  /** Names the object and leads to it. */
  readonly link?: { readonly href: string; readonly text: string };
  readonly lines?: readonly string[];
  readonly requestId?: string;
};
type Shown = Omit<Toast, "id" | "tone">;
type Announce = { success: (toast: Shown) => void; failure: (toast: Shown) => void };

const SHOWN_MS = 8000;
const ToastContext = createContext<Announce | null>(null);

/** Announces outcomes. @throws Error outside `ToastProvider` */
export function useToasts(): Announce {
  const announce = useContext(ToastContext);
  if (!announce) throw new Error("No ToastProvider above.");
  return announce;
}

/** Successes are `role=status` and leave by themselves; failures are `role=alert` and stay until dismissed. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const next = useRef(0);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const announce = useMemo<Announce>(() => {
    const add = (tone: Toast["tone"], toast: Shown) => {
      const id = next.current++;
      setToasts((all) => [...all.slice(-3), { ...toast, id, tone }]);
      if (tone === "positive" && !toast.lines?.length) setTimeout(() => dismiss(id), SHOWN_MS);
    };
    return { success: (toast) => add("positive", toast), failure: (toast) => add("danger", toast) };
  }, [dismiss]);
  return (
    <ToastContext value={announce}>
      {children}
      <div className="toasts">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const Icon = toast.tone === "danger" ? CircleAlert : CircleCheck;
  return (
    <div className="toast" data-tone={toast.tone}>
      <Icon size={18} aria-hidden className={toast.tone === "danger" ? "mt-px shrink-0 text-danger" : "mt-px shrink-0 text-positive"} />
      {/* The roles imply aria-live; an open dialog hides everything that does not say it. */}
      <div
        className="min-w-0 flex-1"
        role={toast.tone === "danger" ? "alert" : "status"}
        aria-live={toast.tone === "danger" ? "assertive" : "polite"}
      >
        <p className="font-medium">
          {toast.text}
          {toast.link ? (
            <>
              {": "}
              <Link href={toast.link.href} prefetch={false} className="underline">
                {toast.link.text}
              </Link>
            </>
          ) : null}
        </p>
        {toast.lines?.length ? (
          <ul className="mt-1 list-disc pl-4 text-muted">
            {toast.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : null}
        {toast.requestId ? (
          <p className="mt-1 text-xs text-muted">
            {words.requestId} <code>{toast.requestId}</code>
          </p>
        ) : null}
      </div>
      <Button look="icon" aria-label={words.close} onClick={onDismiss}>
        <X size={14} aria-hidden />
      </Button>
    </div>
  );
}
