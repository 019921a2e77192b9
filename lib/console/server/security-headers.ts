/** Headers of every answer. No inline script or style runs without this answer's nonce; nothing is fetched from elsewhere. */

/** @param isDevelopment the development server needs `eval` and a socket; production has neither */
export function contentSecurityPolicy(nonce: string, isSecure: boolean, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(isSecure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/**
 * @param isSecure whether the public URL is https: only then browsers are told to insist on it
 * @param isForSubdomains whether they shall insist for host names below this one too, which need not be ours to speak for
 */
export function securityHeaders(policy: string, isSecure: boolean, isForSubdomains: boolean): Record<string, string> {
  return {
    "Content-Security-Policy": policy,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-read=()",
    ...(isSecure ? { "Strict-Transport-Security": `max-age=63072000${isForSubdomains ? "; includeSubDomains" : ""}` } : {}),
  };
}
