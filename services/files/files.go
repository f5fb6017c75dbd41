// Package files runs the files service: it keeps the CVs that people upload,
// encrypted, and makes readable text of them.
//
// It is the only package of this module that others can import, and only
// deploy/standalone does.
package files

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/bus"
	"github.com/sartor-cv/sartor/libs/contract"
	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/host"
	"github.com/sartor-cv/sartor/libs/sqldb"
	"github.com/sartor-cv/sartor/libs/vault"
	"github.com/sartor-cv/sartor/services/files/internal/api"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/store"
	"github.com/sartor-cv/sartor/services/files/internal/worker"
)

// tidyPeriod is how often files that have been kept for long are looked for.
const tidyPeriod = time.Hour

// Service is the files service, ready to host.
var Service = host.Service{
	Name:  "files",
	About: "Keeps uploaded CVs, encrypted, and makes text of them.",
	Ports: bus.Ports{
		Answers: []contract.Port{
			filesv1.Register, filesv1.List, filesv1.Get, filesv1.Read, filesv1.Text, filesv1.Stats, filesv1.Delete,
			filesv1.ParsedText,
		},
		Announces: []contract.Port{filesv1.Parsed, filesv1.Rejected, filesv1.Deleted},
		Hears:     []contract.Port{authv1.UserErased},
		Works:     []contract.Port{filesv1.Parse},
		Takes:     []contract.Port{filesv1.Uploads},
	},
	Settings: settings{},
	Commands: []host.Command{
		{Name: "extract", About: "read a file as the service would and print its text", Run: worker.Command},
	},
	Run: run,
}

// run is the wiring, from the inside out:
//
//	bus <-> api -> cabinet <- store <-> SQL
//	                  ^- worker <-> processes that read files
func run(ctx context.Context, rt host.Runtime) error {
	cfg, err := host.Read[settings](rt)
	if err != nil {
		return err
	}
	db, err := sqldb.Open(ctx, string(cfg.DSN), store.Migrations())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	pool, err := readers(ctx, cfg, rt.Log)
	if err != nil {
		return err
	}
	defer pool.Close()
	key, err := vault.ParseKey(cfg.DataKey)
	if err != nil {
		return err
	}
	concluded, err := outcomes(rt)
	if err != nil {
		return err
	}
	unwatch, err := db.Watch(rt.Meter, "files")
	if err != nil {
		return err
	}
	defer unwatch()
	kept := store.New(db, vault.New(db, key))
	face := api.API{
		Bus: rt.Bus, Log: rt.Log, Workers: cfg.atOnce(),
		Cabinet: cabinet.New(cabinet.Config{
			Store: kept, Content: kept, Bin: kept, Broom: kept, Reader: pool, MaxBytes: cfg.MaxBytes,
			Quota: cabinet.Quota{Files: cfg.MaxFiles, Bytes: cfg.MaxTotal}, Patience: cfg.SweepAfter, Keep: cfg.keep(),
			Now: time.Now, NewID: newID,
			Concluded: concluded,
			IsKilled:  func(err error) bool { return errors.Is(err, worker.ErrKilled) },
		}),
	}
	if err := face.Mount(ctx); err != nil {
		return err
	}
	rt.Go(func() {
		if err := pool.Warm(ctx); err != nil && ctx.Err() == nil {
			rt.Log.WarnContext(ctx, "the reader of PDFs is not prepared; each file will try again", "err", err)
		}
	})
	rt.Go(func() {
		_ = db.Relay(ctx, func(ctx context.Context, m contract.Message) error { return bus.Publish(ctx, rt.Bus, m) })
	})
	rt.Every(ctx, cfg.SweepAfter, func(ctx context.Context) error {
		orphans, err := face.Cabinet.Sweep(ctx)
		if orphans > 0 {
			rt.Log.WarnContext(ctx, "bytes or texts without a file were removed", "orphans", orphans)
		}
		return err
	})
	rt.Every(ctx, tidyPeriod, face.Cabinet.Tidy)
	return rt.Wait(ctx)
}

func (s settings) atOnce() int {
	if s.Workers > 0 {
		return s.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// readers are processes of this very binary.
func readers(ctx context.Context, cfg settings, log *slog.Logger) (*worker.Pool, error) {
	argv, err := host.Self("files", "extract")
	if err != nil {
		return nil, err
	}
	dir := cfg.CacheDir
	if dir != "" {
		if err := worker.Private(dir); err != nil {
			return nil, err
		}
	} else if dir, err = worker.CacheDir(); err != nil {
		log.WarnContext(ctx, "no folder for compiled code; each PDF takes seconds longer", "err", err)
	}
	pool := worker.New(argv, dir, cfg.atOnce(), worker.Limits{Wall: cfg.Wall, CPU: cfg.CPU, Memory: cfg.Memory})
	if cfg.OCR == "auto" {
		found, err := worker.FindRecognition(ctx, cfg.OCRLanguages)
		if err != nil {
			log.WarnContext(ctx, "scanned pages are not read", "err", err)
		}
		pool.Recognize(found)
	}
	return pool, nil
}

func newID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return id.String(), nil
}
