"use client";
import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from "react";

type Props = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  kind?: "plain" | "primary" | "danger" | "quiet";
  /** Looks: a button, or a link-like button for dense rows. */
  look?: "button" | "link" | "icon" | "switch";
  /** Why the button is off; null or absent where it is on. An off button stays focusable, so that its reason can be found. */
  reason?: string | null;
  reasonSide?: "left" | "right";
  isPending?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

const CLASS = { button: "button", link: "link-button", icon: "icon-button", switch: "switch" } as const;

/** Button of the product: when it is off it says why, to the eye and to a screen reader. */
export function Button({
  kind = "plain",
  look = "button",
  reason,
  reasonSide = "right",
  isPending = false,
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
      {...rest}
      type={type}
      className={`${CLASS[look]} ${className}`}
      data-kind={kind}
      aria-disabled={isOff || undefined}
      aria-busy={isPending || undefined}
      aria-description={reason ?? rest["aria-description"]}
      data-reason={reason ?? undefined}
      data-reason-side={reason ? reasonSide : undefined}
      onClick={handleClick}
    />
  );
}
