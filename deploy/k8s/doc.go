// Package k8s holds the manifests of the services for Kubernetes, and tests
// that render them, decode them strictly and hold them against the restricted
// Pod Security Standard. No cluster and no kubectl is needed for that.
package k8s
