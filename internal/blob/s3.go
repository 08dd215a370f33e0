package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"parindex/internal/par"
)

// S3 is a bucket of a store that speaks the S3 protocol.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

// How long a store may take. A reader waits for the first answer; whoever puts
// a file in waits until the store has it safe.
const (
	dialTime    = 5 * time.Second
	firstAnswer = 10 * time.Second
	putAnswer   = 60 * time.Second
)

// OpenS3 reads an address such as https://s3.city.example/evidence/parindex,
// whose first folder is the bucket and whose rest stands before each name. It
// asks nothing of the store yet: one that is away must not keep the program
// from starting.
func OpenS3(address, region, key, secret string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no address of a bucket, such as https://s3.city.example/evidence", address)
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if bucket == "" {
		return nil, fmt.Errorf("%q names no bucket", address)
	}
	if prefix != "" {
		prefix += "/"
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = (&net.Dialer{Timeout: dialTime, KeepAlive: 30 * time.Second}).DialContext
	transport.ResponseHeaderTimeout = putAnswer
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, ""), Secure: u.Scheme == "https", Region: region,
		BucketLookup: minio.BucketLookupPath, Transport: transport, MaxRetries: 2,
	})
	if err != nil {
		return nil, fmt.Errorf("the store of evidence: %w", err)
	}
	return &S3{client, bucket, prefix}, nil
}

func (s *S3) name(hash string) string { return s.prefix + place(hash) }

// Put stores a file in one piece: a store that takes pieces may put them
// together otherwise than they were sent.
func (s *S3) Put(ctx context.Context, stored Stored, r io.ReadSeeker) error {
	options := minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true}
	options.SetMatchETagExcept("*")
	_, err := s.client.PutObject(ctx, s.bucket, s.name(stored.Hash), r, stored.Size, options)
	if err == nil || s.has(ctx, stored) {
		return nil // it is there; who copies reads it back
	}
	return elsewhere(err)
}

// has asks after a failure whether the file is there all the same: a store
// that has it already refuses it, and may hang up before it has heard all.
func (s *S3) has(ctx context.Context, stored Stored) bool {
	info, err := s.client.StatObject(ctx, s.bucket, s.name(stored.Hash), minio.StatObjectOptions{})
	return err == nil && info.Size == stored.Size
}

// Open opens a file. Only what is read of it comes over the line.
func (s *S3) Open(ctx context.Context, hash string) (File, error) {
	ctx, cancel := context.WithCancel(ctx)
	silent := time.AfterFunc(firstAnswer, cancel)
	object, err := s.client.GetObject(ctx, s.bucket, s.name(hash), minio.GetObjectOptions{})
	if err != nil {
		cancel()
		return nil, elsewhere(err)
	}
	_, err = object.Stat()
	if !silent.Stop() && err == nil {
		err = context.DeadlineExceeded
	}
	if err != nil {
		_ = object.Close() // the first error is the one to tell
		cancel()
		if minio.ToErrorResponse(err).Code == "NoSuchKey" {
			return nil, par.E(par.NotFound, "error.not_found").Because(err)
		}
		return nil, elsewhere(err)
	}
	return &distant{object, cancel}, nil
}

// distant is a file that comes over a line: what goes wrong while it is read
// goes wrong with the line.
type distant struct {
	object *minio.Object
	cancel context.CancelFunc
}

func (f *distant) Read(p []byte) (int, error) {
	n, err := f.object.Read(p)
	return n, onTheLine(err)
}

func (f *distant) ReadAt(p []byte, at int64) (int, error) {
	n, err := f.object.ReadAt(p, at)
	return n, onTheLine(err)
}

func (f *distant) Seek(offset int64, whence int) (int64, error) { return f.object.Seek(offset, whence) }

func (f *distant) Close() error {
	defer f.cancel()
	return f.object.Close()
}

// onTheLine leaves the end of a file what it is.
func onTheLine(err error) error {
	if errors.Is(err, io.EOF) {
		return err
	}
	return elsewhere(err)
}

// Answers asks whether the bucket is there and may be read. The error tells
// the operator why not.
func (s *S3) Answers(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = fmt.Errorf("it has no bucket %s", s.bucket)
	}
	return err
}

// List goes over the files of the bucket.
func (s *S3) List(ctx context.Context, do func(Stored) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for object := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true}) {
		if object.Err != nil {
			return elsewhere(object.Err)
		}
		hash := strings.ReplaceAll(strings.TrimPrefix(object.Key, s.prefix), "/", "")
		if !validHash(hash) || s.name(hash) != object.Key {
			continue
		}
		if err := do(Stored{Hash: hash, Size: object.Size}); err != nil {
			return err
		}
	}
	return nil
}

// Make makes the bucket where it does not exist.
func (s *S3) Make(ctx context.Context) error {
	there, err := s.client.BucketExists(ctx, s.bucket)
	if err != nil || there {
		return elsewhere(err)
	}
	return elsewhere(s.client.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{}))
}
