import type { HttpClient } from '../http/http-client.js';

/** What a connector works with while it acts: one connection's address and credentials, and a client that records. */
export interface ConnectorSession<Credentials, Settings = unknown> {
  baseUrl: string;
  credentials: Credentials;
  /** What is configured of the connection and is no secret: templates, campaigns, percentages. */
  settings: Settings;
  http: HttpClient;
  /** For token-based vendors: a valid access token, shared by all workers and renewed before it expires. */
  accessToken(): Promise<string>;
}
