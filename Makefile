# The commands of daily work. CI runs .ci/run.
.PHONY: test lint gen check bench benchmarks

test: ## all tests
	go test ./...

lint: ## what CI checks beside the tests
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	go tool staticcheck ./...

gen: ## regenerate the examples, the types of fields and the generated parts of the documentation
	go run ./internal/fieldtypes
	for e in examples/*/ bench/project; do go run ./cmd/amplifygo gen -C $$e; done
	go run ./internal/docs

check: lint test
	for e in examples/*/ bench/project; do go run ./cmd/amplifygo gen --check -C $$e; done
	go run ./internal/fieldtypes --check
	go run ./internal/docs --check

bench: ## the engine side by side with other servers (docs/performance.md)
	cd bench && go run .

benchmarks: ## benchmarks of all packages
	go test -run '^$$' -bench . -benchmem ./...
