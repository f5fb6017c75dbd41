// Package api answers for the cabinet on the bus. It translates between the
// contract and the cabinet, and decides nothing.
package api

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
)

// API is the public face of the cabinet.
type API struct {
	Bus     *bus.Bus
	Cabinet *cabinet.Cabinet
	Log     *slog.Logger

	// Workers is how many files are read at once.
	Workers int

	seats chan struct{}
}

// registrations is how many files are taken in at once: each is in memory as
// a whole, twice.
const registrations = 4

// Mount makes the cabinet reachable. One line per call: this is the index of
// what the service does.
func (a *API) Mount(ctx context.Context) error {
	a.seats = make(chan struct{}, registrations)
	b := a.Bus
	return errors.Join(
		bus.Handle(b, filesv1.Register, a.register),
		bus.Handle(b, filesv1.List, a.list),
		bus.Handle(b, filesv1.Get, a.get),
		bus.Handle(b, filesv1.Read, a.read),
		bus.Handle(b, filesv1.Text, a.text),
		bus.Handle(b, filesv1.Stats, a.stats),
		bus.Handle(b, filesv1.Delete, a.delete),
		bus.Handle(b, filesv1.ParsedText, a.parsedText),
		bus.Work(ctx, b, filesv1.Parse, a.Workers, a.parse),
		bus.Hear(ctx, b, authv1.UserErased, a.userErased),
	)
}

var errUnnamed = fault.InvalidField("object", "names no object")

func (a *API) register(ctx context.Context, req filesv1.RegisterRequest) (filesv1.File, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return filesv1.File{}, err
	}
	if req.Object == "" || len(req.Object) > 100 {
		return filesv1.File{}, errUnnamed
	}
	select {
	case a.seats <- struct{}{}:
		defer func() { <-a.seats }()
	case <-ctx.Done():
		return filesv1.File{}, ctx.Err()
	}
	upload, err := a.take(ctx, req)
	if errors.Is(err, bus.ErrNoObject) {
		// Perhaps it was registered and the answer got lost.
		if f, found := a.Cabinet.Find(ctx, caller.UserID, cabinet.Key{Object: req.Object}); found == nil {
			return fileOf(f), nil
		}
	}
	if err != nil {
		return filesv1.File{}, err
	}
	f, err := a.Cabinet.Register(ctx, caller.UserID, upload)
	if err != nil {
		return filesv1.File{}, err
	}
	return fileOf(f), nil
}

// take fetches the bytes that were handed over, and not one more than may be.
func (a *API) take(ctx context.Context, req filesv1.RegisterRequest) (u cabinet.Upload, err error) {
	if req.Size > a.Cabinet.MaxBytes {
		return u, a.Cabinet.TooLarge()
	}
	sum, err := hex.DecodeString(req.SHA256)
	if err != nil || len(sum) != len(u.SHA256) {
		return u, fault.InvalidField("sha256", "is not the hex of 32 bytes")
	}
	r, err := bus.Take(ctx, a.Bus, filesv1.Uploads, req.Object)
	if err != nil {
		return u, err
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, a.Cabinet.MaxBytes+1))
	if err != nil {
		return u, fmt.Errorf("take an upload: %w", err)
	}
	if int64(len(data)) != req.Size && int64(len(data)) <= a.Cabinet.MaxBytes {
		return u, cabinet.ErrAltered
	}
	u = cabinet.Upload{Object: req.Object, Name: req.OriginalName, Data: data}
	copy(u.SHA256[:], sum)
	return u, nil
}

func (a *API) stats(ctx context.Context, _ filesv1.StatsRequest) (filesv1.StatsReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return filesv1.StatsReply{}, err
	}
	n, err := a.Cabinet.Count(ctx, caller.UserID)
	return filesv1.StatsReply{Files: n}, err
}

func (a *API) parse(ctx context.Context, task filesv1.ParseTask) error {
	return a.Cabinet.Parse(ctx, task.FileID)
}
