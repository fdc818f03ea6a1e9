/** What a vendor allows: so many requests in any stretch of time this long. */
export interface RateLimit {
  /** `minute`, `day`: what people call the window. */
  window: string;
  requests: number;
  windowMs: number;
}
