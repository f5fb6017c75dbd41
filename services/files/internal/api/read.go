package api

import (
	"context"
	"encoding/base64"
	"encoding/hex"

	"github.com/google/uuid"

	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/fault"
	"github.com/sartor-cv/sartor/libs/identity"
	"github.com/sartor-cv/sartor/services/files/internal/cabinet"
	"github.com/sartor-cv/sartor/services/files/internal/extract"
)

const (
	defaultLimit = 20
	maxLimit     = 100
)

func (a *API) list(ctx context.Context, req filesv1.ListRequest) (filesv1.ListReply, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return filesv1.ListReply{}, err
	}
	limit := req.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	if limit < 1 || limit > maxLimit {
		return filesv1.ListReply{}, fault.InvalidField("query.limit", "must be from 1 to %d", maxLimit)
	}
	before, err := parseCursor(req.Cursor)
	if err != nil {
		return filesv1.ListReply{}, err
	}
	page, err := a.Cabinet.Page(ctx, caller.UserID, before, limit+1) // one more tells whether there is more
	if err != nil {
		return filesv1.ListReply{}, err
	}
	reply := filesv1.ListReply{Items: []filesv1.File{}, NextCursor: ""}
	for _, f := range page[:min(limit, len(page))] {
		reply.Items = append(reply.Items, fileOf(f))
	}
	if len(page) > limit {
		reply.NextCursor = cursor(page[limit-1].ID)
	}
	return reply, nil
}

// cursor is opaque to clients: it is the id of the last file they saw.
func cursor(id string) string { return base64.RawURLEncoding.EncodeToString([]byte(id)) }

func parseCursor(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	id, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || uuid.Validate(string(id)) != nil {
		return "", fault.InvalidField("query.cursor", "is none that was given out; leave it out to start anew")
	}
	return string(id), nil
}

func (a *API) get(ctx context.Context, req filesv1.GetRequest) (filesv1.File, error) {
	f, err := a.find(ctx, cabinet.Key{ID: req.ID, Filename: req.Filename})
	if err != nil {
		return filesv1.File{}, err
	}
	return fileOf(f), nil
}

// find returns a file of the caller; those of others are not there.
func (a *API) find(ctx context.Context, key cabinet.Key) (cabinet.File, error) {
	caller, err := identity.User(ctx)
	if err != nil {
		return cabinet.File{}, err
	}
	return a.Cabinet.Find(ctx, caller.UserID, key)
}

func (a *API) read(ctx context.Context, req filesv1.ReadRequest) (filesv1.ReadReply, error) {
	f, err := a.find(ctx, cabinet.Key{Filename: req.Filename})
	if err != nil {
		return filesv1.ReadReply{}, err
	}
	if req.Offset < 0 || req.Offset > f.Size {
		return filesv1.ReadReply{}, fault.InvalidField("offset", "is outside the file")
	}
	data, err := a.Cabinet.Content.Bytes(ctx, f, req.Offset)
	if err != nil {
		return filesv1.ReadReply{}, err
	}
	return filesv1.ReadReply{File: fileOf(f), Data: data}, nil
}

func (a *API) text(ctx context.Context, req filesv1.TextRequest) (filesv1.TextReply, error) {
	f, err := a.find(ctx, cabinet.Key{Filename: req.Filename})
	if err != nil {
		return filesv1.TextReply{}, err
	}
	r, err := a.Cabinet.Text(ctx, f)
	if err != nil {
		return filesv1.TextReply{}, err
	}
	return filesv1.TextReply{
		Text: r.Text, Sections: sectionsOf(r), Pages: r.Pages, Resume: r.Resume,
		Quality: filesv1.Quality{Score: r.Quality.Score, Warnings: append([]string{}, r.Quality.Warnings...)},
	}, nil
}

func (a *API) parsedText(ctx context.Context, req filesv1.ParsedTextRequest) (filesv1.ParsedTextReply, error) {
	f, err := a.Cabinet.Find(ctx, "", cabinet.Key{ID: req.FileID})
	if err != nil {
		return filesv1.ParsedTextReply{}, err
	}
	r, err := a.Cabinet.Text(ctx, f)
	if err != nil {
		return filesv1.ParsedTextReply{}, err
	}
	return filesv1.ParsedTextReply{FileID: f.ID, UserID: f.UserID, Text: r.Text, Sections: sectionsOf(r)}, nil
}

func fileOf(f cabinet.File) filesv1.File {
	var rejection *filesv1.Rejection
	if f.Rejection != nil {
		rejection = &filesv1.Rejection{Code: f.Rejection.Code, Detail: f.Rejection.Detail}
	}
	return filesv1.File{
		ID: f.ID, UserID: f.UserID, Filename: f.Filename, OriginalName: f.OriginalName,
		Format: string(f.Format), Size: f.Size, SHA256: hex.EncodeToString(f.SHA256[:]),
		Status: string(f.Status), Rejection: rejection, CreatedAt: f.CreatedAt,
	}
}

func sectionsOf(r extract.Result) []filesv1.Section {
	all := make([]filesv1.Section, 0, len(r.Sections))
	for _, s := range r.Sections {
		all = append(all, filesv1.Section{Kind: string(s.Kind), Heading: s.Heading, Start: s.Start, End: s.End})
	}
	return all
}
