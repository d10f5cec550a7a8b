# Lyceum in a container: docs/operate.md says how to run it. The image holds the program and nothing else of ours; data lie
# in the volume /data.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --locked --package lyceum

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin lyceum \
    && install --directory --owner lyceum --group lyceum --mode 0700 /data
COPY --from=build /src/target/release/lyceum /usr/local/bin/lyceum
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/doc/lyceum/
USER lyceum
VOLUME /data
# In a container the outside decides who reaches it: a proxy with TLS, see docs/operate.md.
ENV LYCEUM_DATA_DIR=/data LYCEUM_LISTEN=0.0.0.0:8600 LYCEUM_CONTENT_LISTEN=0.0.0.0:8601
EXPOSE 8600 8601
STOPSIGNAL SIGTERM
# The image has no client for HTTP; bash can speak enough of it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8600 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["lyceum"]
CMD ["serve"]
