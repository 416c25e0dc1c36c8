# Not run by the project's own tests: they run where no container engine is. It needs glibc, so no Alpine image.
FROM node:24-bookworm-slim

WORKDIR /opt/lemnis
COPY package.json package-lock.json .npmrc ./
COPY packages/server/package.json packages/server/
COPY packages/receiver/package.json packages/receiver/
# The image has Node 24 already, so the packages that bring one are dropped.
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-*
COPY packages packages

# Keys and what clients entrusted: for this user alone.
RUN install -d -m 0700 -o node -g node /data
USER node
ENV LEMNIS_HOST=0.0.0.0 LEMNIS_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD node -e "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
ENTRYPOINT ["node", "packages/server/bin/lemnis.js"]
CMD ["serve"]
