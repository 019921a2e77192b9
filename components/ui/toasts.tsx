"use client";
import { X } from "lucide-react";
import Link from "next/link";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Mark } from "#components/patterns/mark";
import { Button } from "#components/ui/button";
import { useFreePlace } from "#components/ui/use-free-place";
import { words } from "#lib/console/words/words";

type Toast = {
  readonly id: number;
  readonly tone: "positive" | "caution" | "danger";
  readonly text: string;
  /** Names the object and leads to it. */
  readonly link?: { readonly href: string; readonly text: string };
  readonly lines?: readonly string[];
  readonly requestId?: string;
};
type Shown = Omit<Toast, "id" | "tone">;
/** `note` is for what is left to do: it leaves by itself like a success. */
type Announce = { success: (toast: Shown) => void; note: (toast: Shown) => void; failure: (toast: Shown) => void };

const SHOWN_MS = 8000;
const SHAPES = { positive: "ok", caution: "caution", danger: "danger" } as const;
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
  const box = useRef<HTMLDivElement>(null);
  useFreePlace(box, toasts.length === 0, toasts);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const announce = useMemo<Announce>(() => {
    const add = (tone: Toast["tone"], toast: Shown) => {
      const id = next.current++;
      // The newest success takes the place of the one before; failures stay until they are read.
      setToasts((all) => [...all.filter((one) => tone === "danger" || one.tone === "danger").slice(-3), { ...toast, id, tone }]);
    };
    return {
      success: (toast) => add("positive", toast),
      note: (toast) => add("caution", toast),
      failure: (toast) => add("danger", toast),
    };
  }, []);
  return (
    <ToastContext value={announce}>
      {children}
      <div ref={box} className="toasts">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onDismiss={() => dismiss(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const isFailure = toast.tone === "danger";
  // Whoever is at it, to read it or to follow its link, keeps it.
  const [isHeld, setHeld] = useState(false);
  const leaves = !isFailure && !toast.lines?.length && !isHeld;
  const dismiss = useRef(onDismiss);
  useEffect(() => {
    dismiss.current = onDismiss;
  });
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(() => dismiss.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [leaves]);
  const hold = () => setHeld(true);
  const letGo = () => setHeld(false);
  return (
    <div className="toast" onPointerEnter={hold} onPointerLeave={letGo} onFocus={hold} onBlur={letGo}>
      <Mark shape={SHAPES[toast.tone]} tone={toast.tone} />
      {/* The roles imply aria-live; an open dialog hides everything that does not say it. */}
      <div className="min-w-0 flex-1 wrap-anywhere" role={isFailure ? "alert" : "status"} aria-live={isFailure ? "assertive" : "polite"}>
        <p>
          {toast.text}
          {toast.link ? (
            <>
              {": "}
              <Link href={toast.link.href} prefetch={false}>
                {toast.link.text}
              </Link>
            </>
          ) : null}
        </p>
        {toast.lines?.length ? (
          <ul className="muted mt-1">
            {toast.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : null}
        {toast.requestId ? (
          <p className="hint mt-1">
            {words.requestId} <code>{toast.requestId}</code>
          </p>
        ) : null}
      </div>
      <Button look="icon" size="s" aria-label={words.close} data-tip={undefined} onClick={onDismiss}>
        <X className="i" aria-hidden />
      </Button>
    </div>
  );
}
