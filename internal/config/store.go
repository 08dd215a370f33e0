package config

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// storing is every setting of a store elsewhere.
var storing = []Setting{
	{
		"store", "address of a bucket for evidence, https://host/bucket/folder; none: files in the data directory", "",
		func(c *Config, v string) error { c.Store = v; return checkBucket(v) },
		func(c *Config) string { return c.Store },
	}, {
		"store_region", "region of the bucket", "us-east-1",
		func(c *Config, v string) error { c.StoreRegion = v; return checkText(v, 1, 100) },
		func(c *Config) string { return c.StoreRegion },
	}, {
		"store_key", "name of the key to the bucket", "",
		func(c *Config, v string) error { c.StoreKey = v; return checkText(v, 0, 200) },
		func(c *Config) string { return c.StoreKey },
	}, {
		"store_secret_file", "file that holds the key's secret and nothing else", "",
		func(c *Config, v string) error { c.StoreSecretFile = v; return checkText(v, 0, 1000) },
		func(c *Config) string { return c.StoreSecretFile },
	},
}

// storeFaults are the rules that bind the settings of the store together.
func (c Config) storeFaults() error {
	switch {
	case c.Store == "" && (c.StoreKey != "" || c.StoreSecretFile != ""):
		return errors.New("store_key and store_secret_file open a store, but store names none")
	case c.Store != "" && (c.StoreKey == "" || c.StoreSecretFile == ""):
		return errors.New("store is set, but not both store_key and store_secret_file, which open it")
	}
	return nil
}

// StoreSecret reads the secret of the key to the store; without a store there is none.
func (c Config) StoreSecret() (string, error) {
	if c.StoreSecretFile == "" {
		return "", nil
	}
	return secret("store_secret_file", c.StoreSecretFile)
}

// secret reads a secret from its file of one line.
func secret(setting, file string) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s %s cannot be read: %w", setting, file, cause(err))
	}
	line := strings.TrimRight(string(raw), "\r\n")
	if line == "" || strings.ContainsAny(line, "\r\n") {
		return "", fmt.Errorf("%s %s must hold one line, the secret", setting, file)
	}
	return line, nil
}

// checkBucket wants documents to go over a closed line unless they stay on
// this machine.
func checkBucket(v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") == "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("the address must have the form https://s3.city.example/bucket/folder, without a key in it")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopbackHost(u.Hostname())) {
		return errors.New("documents would go in the clear; use https, or http for a store on this machine")
	}
	return nil
}
