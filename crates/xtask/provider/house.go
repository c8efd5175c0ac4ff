package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"sync"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/google/uuid"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Everybody's password.
const password = "verysecure"

// clientID and clientSecret are what the console calls itself by.
const (
	clientID     = "everynode"
	clientSecret = "secret-of-the-console"
)

// people are those of the sandbox, who have rights there, by their names.
type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (p people) ExampleClientID() string                     { return "nobody" }

func everybody() people {
	all := people{}
	for _, name := range []string{"ada", "emil", "vera", "otto"} {
		all[name] = &storage.User{
			ID: name, Username: name, Password: password, FirstName: name,
			Email: name + "@example.com", EmailVerified: true,
		}
	}
	return all
}

// house is the library's storage with keys that can be rotated.
type house struct {
	*storage.Storage
	ended []string

	lock sync.Mutex
	key  *signingKey
	told told
	done done
	// spent are refresh tokens that were used: who comes with one again has stolen it.
	spent map[string]bool
}

type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k *signingKey) ID() string                                  { return k.id }
func (k *signingKey) Key() any                                    { return k.key }
func (k *signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

type publicKey struct{ *signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.key.PublicKey }

func newKey() (*signingKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	return &signingKey{id: uuid.NewString(), key: key}, err
}

func newHouse(issuer string, redirects, ended []string) (*house, error) {
	storage.RegisterClients(storage.WebClient(clientID, clientSecret, redirects...))
	key, err := newKey()
	return &house{
		Storage: storage.NewStorage(everybody()),
		ended:   ended,
		key:     key,
		spent:   map[string]bool{},
	}, err
}

func (h *house) signing() *signingKey {
	h.lock.Lock()
	defer h.lock.Unlock()
	return h.key
}

func (h *house) SigningKey(context.Context) (op.SigningKey, error) { return h.signing(), nil }

func (h *house) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (h *house) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{publicKey{h.signing()}}, nil
}

// client is the library's, whose people may also be sent somewhere after they have signed out.
type client struct {
	op.Client
	ended []string
}

func (c client) PostLogoutRedirectURIs() []string     { return c.ended }
func (c client) IsScopeAllowed(scope string) bool     { return scope == "groups" }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return true }

func (h *house) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	found, err := h.Storage.GetClientByClientID(ctx, id)
	if err != nil {
		return nil, err
	}
	return client{found, h.ended}, nil
}

func (h *house) TerminateSession(ctx context.Context, user, client string) error {
	h.lock.Lock()
	h.done.Ended++
	h.lock.Unlock()
	return h.Storage.TerminateSession(ctx, user, client)
}

var _ op.Storage = &house{}
