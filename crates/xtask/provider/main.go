// Command provider is an OpenID provider for tests: the certified library with people who exist nowhere else, over TLS
// with a certificate of its own, and misbehaving where it is told to.
//
// It prints one line of JSON once it answers: its issuer and the file of its certificate.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "where it answers")
	redirects := flag.String("redirect", "", "where people may be sent back to, separated by commas")
	ended := flag.String("logged-out", "", "where people may be sent to after they have signed out")
	folder := flag.String("folder", ".", "where its certificate goes")
	flag.Parse()

	// Who starts it closes its standard input by dying.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()

	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	certificate, pem, err := certificate()
	if err != nil {
		log.Fatal(err)
	}
	file := filepath.Join(*folder, "provider-ca.pem")
	if err := os.WriteFile(file, pem, 0o600); err != nil {
		log.Fatal(err)
	}
	issuer := "https://" + listener.Addr().String()
	house, err := newHouse(issuer, strings.Split(*redirects, ","), strings.Split(*ended, ","))
	if err != nil {
		log.Fatal(err)
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	router := exampleop.SetupServer(issuer, house, quiet, true)
	server := &http.Server{
		Handler:   house.misbehave(router),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"issuer": issuer, "ca": file}); err != nil {
		log.Fatal(err)
	}
	log.Fatal(server.ServeTLS(listener, "", ""))
}
