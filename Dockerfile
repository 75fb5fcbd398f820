# rasoat as a container: one static binary, no shell, no root, and one volume for what it keeps.
#
#   docker build --build-arg VERSION="$(git describe --tags --always)" -t rasoat .
#   docker run --rm --read-only --user "$(id -u):$(id -g)" -v "$PWD/data:/data" rasoat
#
# /data holds rasoat.yaml, the state and, where the configuration says so, the workbook and the outbox. Both base images
# can be replaced by mirrors: --build-arg BUILD_IMAGE=… --build-arg RUN_IMAGE=…; the build honours GOPROXY.
ARG BUILD_IMAGE=golang:1.26-bookworm
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
USER 65532:65532
WORKDIR /data
VOLUME /data
ENTRYPOINT ["/rasoat"]
CMD ["run", "-c", "/data/rasoat.yaml"]
