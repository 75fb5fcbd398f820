module rasoat/tools/importas

go 1.26.0

tool github.com/julz/importas/cmd/importas

require (
	github.com/julz/importas v0.2.0 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
