# rasoat as a container: one static binary, no shell, no root, and one volume for what it keeps.
#
#   docker build --build-arg VERSION="$(git describe --tags --always)" -t rasoat .
#   docker run --rm --read-only --cap-drop ALL --user "$(id -u):$(id -g)" -v "$PWD/data:/data" rasoat
#
# /data holds rasoat.yaml, the state and, where the configuration says so, the workbook and the outbox. Nothing is written
# anywhere else.
#
# The base images are pinned by tag. A digest pins them for good, and a mirror can stand in for their registries:
# --build-arg BUILD_IMAGE=golang:1.26.8-trixie@sha256:… --build-arg RUN_IMAGE=…; "docker buildx imagetools inspect" shows the
# digests. The build honours GOPROXY.
ARG BUILD_IMAGE=golang:1.26.8-trixie
ARG RUN_IMAGE=gcr.io/distroless/static-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
ARG GOPROXY
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/rasoat ./cmd/rasoat
# A new volume takes over owner and mode of the folder it is mounted on.
RUN mkdir -m 0750 /out/data

FROM ${RUN_IMAGE}
COPY --from=build /out/rasoat /rasoat
COPY --from=build --chown=65532:65532 /out/data /data
# Where a file is needed for a moment, it is made beside the state: the rest may be read-only. GOGC trades a little time for
# memory: the program rests most of the day.
ENV RASOAT_CONFIG=/data/rasoat.yaml TMPDIR=/data GOGC=50
USER 65532:65532
WORKDIR /data
VOLUME /data
# A pass may take 30 seconds to end after SIGTERM: docker stop --time 45.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 CMD ["/rasoat", "health"]
ENTRYPOINT ["/rasoat"]
CMD ["run"]
