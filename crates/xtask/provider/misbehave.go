package main

import (
	"bytes"
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	jose "github.com/go-jose/go-jose/v4"
)

// told is what `POST /control` sets, all at once.
type told struct {
	// Away breaks every connection.
	Away bool `json:"away"`
	// DelayMS is how long the token endpoint takes.
	DelayMS int `json:"delay_ms"`
	// Lifetime is how long tokens last, in seconds; an hour where none is said.
	Lifetime int64 `json:"lifetime"`
	// Claims go over those of ID tokens; null takes one out.
	Claims map[string]any `json:"claims"`
	// Discovery goes over what it says of itself.
	Discovery map[string]any `json:"discovery"`
	// Rotate makes a new key, once.
	Rotate bool `json:"rotate"`
	// Refuse refuses refresh tokens.
	Refuse bool `json:"refuse"`
	// Sign is how ID tokens are signed that nobody may believe: `none`, `secret` (HS256), `another key`.
	Sign string `json:"sign"`
}

// done is what `GET /control` answers: what was asked of it.
type done struct {
	Exchanges int `json:"exchanges"`
	Refreshes int `json:"refreshes"`
	Reused    int `json:"reused"`
	Ended     int `json:"ended"`
}

func (h *house) misbehave(router http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/control":
			h.control(w, r)
			return
		case "/control/logout-token":
			h.logoutToken(w, r)
			return
		}
		h.lock.Lock()
		told := h.told
		h.lock.Unlock()
		if told.Away {
			panic(http.ErrAbortHandler)
		}
		switch r.URL.Path {
		case "/oauth/token":
			h.token(w, r, router, told)
		case "/.well-known/openid-configuration":
			changed(w, r, router, told.Discovery)
		default:
			router.ServeHTTP(w, r)
		}
	})
}

func (h *house) control(w http.ResponseWriter, r *http.Request) {
	h.lock.Lock()
	defer h.lock.Unlock()
	if r.Method == http.MethodPost {
		var told told
		if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		h.told = told
		if told.Rotate {
			key, err := newKey()
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			h.key = key
		}
	}
	_ = json.NewEncoder(w).Encode(h.done)
}

// logoutToken signs what it is sent.
func (h *house) logoutToken(w http.ResponseWriter, r *http.Request) {
	var claims map[string]any
	if err := json.NewDecoder(r.Body).Decode(&claims); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	text, err := h.sign(claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write([]byte(text))
}

func (h *house) sign(claims map[string]any) (string, error) {
	key := h.signing()
	options := (&jose.SignerOptions{}).WithType("JWT")
	jwk := jose.JSONWebKey{Key: key.key, KeyID: key.id}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jwk}, options)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// forge signs what a token says in a way that nobody may believe.
func (h *house) forge(how, token string) (string, error) {
	claims := strings.Split(token, ".")[1]
	head := func(algorithm string) string {
		head := `{"alg":"` + algorithm + `","typ":"JWT","kid":"` + h.signing().id + `"}`
		return base64.RawURLEncoding.EncodeToString([]byte(head))
	}
	switch how {
	case "none":
		return head("none") + "." + claims + ".", nil
	case "secret":
		message := head("HS256") + "." + claims
		mac := hmac.New(sha256.New, []byte(clientSecret))
		mac.Write([]byte(message))
		return message + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
	default:
		message := head("RS256") + "." + claims
		key, err := newKey()
		if err != nil {
			return "", err
		}
		digest := sha256.Sum256([]byte(message))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key.key, crypto.SHA256, digest[:])
		return message + "." + base64.RawURLEncoding.EncodeToString(signature), err
	}
}

// token answers for the token endpoint, with the claims that were told.
func (h *house) token(w http.ResponseWriter, r *http.Request, router http.Handler, told told) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	isRefresh := r.Form.Get("grant_type") == "refresh_token"
	h.lock.Lock()
	if isRefresh {
		h.done.Refreshes++
		token := r.Form.Get("refresh_token")
		if h.spent[token] {
			h.done.Reused++
		}
		h.spent[token] = true
	} else {
		h.done.Exchanges++
	}
	h.lock.Unlock()
	time.Sleep(time.Duration(told.DelayMS) * time.Millisecond)
	if isRefresh && told.Refuse {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"the session has ended"}`))
		return
	}
	recorded := httptest.NewRecorder()
	router.ServeHTTP(recorded, r)
	var answer map[string]any
	if recorded.Code != http.StatusOK || json.Unmarshal(recorded.Body.Bytes(), &answer) != nil {
		pass(w, recorded, recorded.Body.Bytes())
		return
	}
	if text, ok := answer["id_token"].(string); ok {
		claims := payload(text)
		lifetime := told.Lifetime
		if lifetime == 0 {
			lifetime = 3600
		}
		claims["exp"] = time.Now().Unix() + lifetime
		answer["expires_in"] = lifetime
		claims["sid"] = "sid-of-" + claims["sub"].(string)
		claims["groups"] = []string{"people"}
		merge(claims, told.Claims)
		signed, err := h.sign(claims)
		if err == nil && told.Sign != "" {
			signed, err = h.forge(told.Sign, signed)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer["id_token"] = signed
	}
	body, _ := json.Marshal(answer)
	pass(w, recorded, body)
}

func changed(w http.ResponseWriter, r *http.Request, router http.Handler, changes map[string]any) {
	recorded := httptest.NewRecorder()
	router.ServeHTTP(recorded, r)
	var answer map[string]any
	if json.Unmarshal(recorded.Body.Bytes(), &answer) != nil {
		pass(w, recorded, recorded.Body.Bytes())
		return
	}
	merge(answer, changes)
	body, _ := json.Marshal(answer)
	pass(w, recorded, body)
}

func merge(into, changes map[string]any) {
	for name, value := range changes {
		if value == nil {
			delete(into, name)
		} else {
			into[name] = value
		}
	}
}

func payload(token string) map[string]any {
	claims := map[string]any{}
	parts := strings.Split(token, ".")
	if len(parts) == 3 {
		bytes, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(bytes, &claims)
	}
	return claims
}

func pass(w http.ResponseWriter, recorded *httptest.ResponseRecorder, body []byte) {
	for name, values := range recorded.Header() {
		if !strings.EqualFold(name, "Content-Length") {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(recorded.Code)
	_, _ = bytes.NewReader(body).WriteTo(w)
}
