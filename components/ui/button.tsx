"use client";
import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  /** One primary a view; `danger` is filled and stands only in a confirming dialog; `destroys` opens one; `quiet` for rows and ends. */
  kind?: "plain" | "primary" | "danger" | "destroys" | "quiet";
  /** 32 px high; 28 in rows (`s`), 40 on the sign-in page (`l`). */
  size?: "s" | "m" | "l";
  /** `icon`: a square that shows an icon only, so it needs an `aria-label`. `link`: words in a sentence. */
  look?: "button" | "icon" | "link";
  /** Why the button is off; null or absent where it is on. An off button stays focusable, so that its reason can be found. */
  reason?: string | null;
  isPending?: boolean;
  /** The script that it needs has not come: it cannot be pressed at all, where a press would do something else. */
  isAsleep?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

const KIND = { plain: "", primary: "btn-primary", danger: "btn-danger", destroys: "btn-destroys", quiet: "btn-quiet" } as const;

function classOf(kind: keyof typeof KIND, size: "s" | "m" | "l", look: "button" | "icon" | "link", extra: string): string {
  if (look === "link") return `link ${extra}`;
  return ["btn", KIND[kind], size === "m" ? "" : `btn-${size}`, look === "icon" ? "btn-icon" : "", extra].filter(Boolean).join(" ");
}

/** Button of the product: when it is off it says why, to the eye (`Tooltips`) and to a screen reader. */
export function Button({
  look = "button",
  kind = look === "icon" ? "quiet" : "plain",
  size = "m",
  reason,
  isPending = false,
  isAsleep = false,
  onClick,
  type = "button",
  className = "",
  ...rest
}: Props) {
  const isOff = Boolean(reason) || isPending;
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...(look === "icon" ? { "data-tip": rest["aria-label"] } : {})}
      {...rest}
      type={type}
      disabled={isAsleep}
      className={classOf(kind, size, look, className)}
      aria-disabled={isOff || undefined}
      aria-busy={isPending || rest["aria-busy"] || undefined}
      aria-description={reason ?? rest["aria-description"]}
      {...(reason ? { "data-tip": reason } : {})}
      onClick={handleClick}
    />
  );
}
