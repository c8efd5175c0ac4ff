// Reads texts as kubectl reads a file and as the API server reads a body, for `cargo xtask differential`.
//
// A line of standard input is a JSON string, the text; a line of standard output says what came of it. With the
// argument `write` it writes each as kubectl does, as the value of a key.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/runtime"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/yaml"
	kjson "sigs.k8s.io/json"
	sigsyaml "sigs.k8s.io/yaml"
)

// answer is a line of output; an error is empty where there was none.
type answer struct {
	// Documents are what kubectl hands on, as JSON.
	Documents []string `json:"documents"`
	// Error is where kubectl stops.
	Error string `json:"error,omitempty"`
	// Strict is what reading the text alone finds with duplicate keys counted.
	Strict string `json:"strict,omitempty"`
	// JSON is what the strict API server says of the text as application/json.
	JSON string `json:"json,omitempty"`
	// Written is the text as the value of the key `a`.
	Written string `json:"written,omitempty"`
}

func main() {
	scheme := runtime.NewScheme()
	if err := appsv1.AddToScheme(scheme); err != nil {
		log.Fatal(err)
	}
	options := serializer.SerializerOptions{Strict: true}
	body := serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, scheme, scheme, options)

	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			log.Fatal(err)
		}
		read := answer{Documents: []string{}}
		if len(os.Args) > 1 && os.Args[1] == "write" {
			written, err := sigsyaml.Marshal(map[string]string{"a": text})
			if err != nil {
				log.Fatal(err)
			}
			read.Written = string(written)
			if err := encoder.Encode(read); err != nil {
				log.Fatal(err)
			}
			continue
		}
		kubectl(text, &read)
		if strings.HasPrefix(strings.TrimSpace(text), "{") {
			if _, _, err := body.Decode([]byte(text), nil, nil); err != nil {
				read.JSON = err.Error()
			}
		}
		if err := encoder.Encode(read); err != nil {
			log.Fatal(err)
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
}

// kubectl does what the StreamVisitor of cli-runtime does, and looks for keys that are written twice.
func kubectl(text string, read *answer) {
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		var document runtime.RawExtension
		if err := decoder.Decode(&document); err != nil {
			if !errors.Is(err, io.EOF) {
				read.Error = err.Error()
			}
			break
		}
		raw := bytes.TrimSpace(document.Raw)
		if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			continue
		}
		// What becomes an object has to be one, with numbers that Go has.
		var object map[string]any
		if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &object); err != nil {
			read.Error = err.Error()
			break
		}
		read.Documents = append(read.Documents, string(raw))
	}
	if _, err := sigsyaml.YAMLToJSONStrict([]byte(text)); err != nil {
		read.Strict = err.Error()
	}
}
