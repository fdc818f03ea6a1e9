# The hub's image. PostgreSQL is elsewhere: set DATABASE_URL (docker-compose.yml does). The command is any of `hub`'s; a
# worker is `worker --port 4000`, so that its health can be seen.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# What runs: no development packages, and neither the node package nor an embedded PostgreSQL, for the image has the one
# and needs not the other. Install scripts only serve those two.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/var/lib/passerelle
WORKDIR /app
RUN install --directory --owner=node --group=node --mode=0700 /var/lib/passerelle
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/schema schema
COPY --from=build /app/dist dist
USER node
VOLUME /var/lib/passerelle
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/hub.js"]
CMD ["start"]
