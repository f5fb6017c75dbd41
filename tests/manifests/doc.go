// Package manifests tests that the manifests for Kubernetes and the services
// agree on the settings: what is set exists, and what is required is set.
package manifests
