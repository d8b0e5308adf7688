# gatehouse-hook.ps1 AGENT DIRECTORY [SECONDS]: what gatehouse-hook is on POSIX systems, for Windows PowerShell 5.1.
#
# NOT RUN ON WINDOWS YET: see the limits in the README. What is proven, and how, stands in gatehouse-hook and Shim.java.
#
# Every way out but the one behind a proven allow is a deny with exit status 2: $code is set to that first, and set to
# another value in one place only. Arguments are taken from $args, since a parameter that does not fit would end the
# script before its first line. Where PowerShell does not run scripts at all (a policy against them, or in constrained
# language mode, in which this one denies), an agent's own setting for hooks that fail decides.
$code = 2
$unchecked = 'Gatehouse could not check this call, so it is denied. Tell the person to run: gatehouse status'
$reason = $unchecked
$json = ''
$agent = ''

try {
  $ErrorActionPreference = 'Stop'
  $ProgressPreference = 'SilentlyContinue'
  Set-StrictMode -Version 2.0

  $agent = [string]$args[0]
  $directory = [string]$args[1]
  if (-not ($agent -cmatch '\A[a-z0-9-]+\z')) { throw 'no agent' }
  if ($directory.Length -eq 0) { throw 'no directory' }
  # The same as in gatehouse-hook, and why.
  if ($args.Count -gt 2) { $seconds = [string]$args[2] }
  elseif ('claude-code', 'gemini' -ccontains $agent) { $seconds = '110' }
  elseif ($agent -ceq 'qwen') { $seconds = '30' }
  elseif ($agent -ceq 'windsurf') { $seconds = '15' }
  else { $seconds = '45' }
  if (-not ($seconds -cmatch '\A[0-9]{1,3}\z')) { throw 'no seconds' }

  $utf8 = New-Object System.Text.UTF8Encoding($false, $true)
  $port = [System.IO.File]::ReadAllLines([System.IO.Path]::Combine($directory, 'hook.port'), $utf8)[0]
  $token = [System.IO.File]::ReadAllLines([System.IO.Path]::Combine($directory, 'hook.token'), $utf8)[0]
  if (-not ($port -cmatch '\A[0-9]{1,5}\z')) { throw 'no port' }
  if ($token.Trim().Length -eq 0) { throw 'no token' }

  # As bytes, so that no code page of a console changes the call.
  $read = New-Object System.IO.MemoryStream
  [Console]::OpenStandardInput().CopyTo($read)
  $call = $read.ToArray()
  if ($call.Length -eq 0) { throw 'no call' }

  $random = New-Object byte[] 16
  [System.Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($random)
  $nonce = [BitConverter]::ToString($random).Replace('-', '').ToLowerInvariant()

  $asked = New-Object System.IO.MemoryStream
  $head = $utf8.GetBytes("$token`nask`n$agent`n$nonce`n")
  $tail = $utf8.GetBytes("$token`n")
  $asked.Write($head, 0, $head.Length)
  $asked.Write($call, 0, $call.Length)
  $asked.Write($tail, 0, $tail.Length)
  $sha = [System.Security.Cryptography.SHA256]::Create()
  $proof = [BitConverter]::ToString($sha.ComputeHash($asked.ToArray())).Replace('-', '').ToLowerInvariant()

  Add-Type -AssemblyName System.Net.Http
  $handler = New-Object System.Net.Http.HttpClientHandler
  $handler.UseProxy = $false
  $handler.AllowAutoRedirect = $false
  $handler.UseCookies = $false
  $client = New-Object System.Net.Http.HttpClient($handler)
  $client.Timeout = [TimeSpan]::FromSeconds([int]$seconds)
  $client.MaxResponseContentBufferSize = 4194304
  $client.DefaultRequestHeaders.ExpectContinue = $false
  $body = New-Object System.Net.Http.ByteArrayContent(, $call)
  $body.Headers.Add('Content-Type', 'application/json')
  $body.Headers.Add('Gatehouse-Nonce', $nonce)
  $body.Headers.Add('Gatehouse-Proof', $proof)
  $body.Headers.Add('Gatehouse-Waits', $seconds)
  # With this overload the time-out holds for the whole answer.
  $sent = $client.PostAsync("http://127.0.0.1:$port/hooks/$agent", $body)
  if (-not $sent.Wait([TimeSpan]::FromSeconds([int]$seconds))) { throw 'too late' }
  $answer = $utf8.GetString($sent.Result.Content.ReadAsByteArrayAsync().Result)

  # The proof of the three lines behind it; compared by characters and not, as PowerShell does, by a language's rules.
  $lines = $answer.Split([char]10)
  if ($lines.Length -ne 5) { throw 'no answer' }
  $proven = $utf8.GetBytes("$token`nanswer`n$nonce`n" + $lines[1] + "`n" + $lines[2] + "`n" + $lines[3] + "`n$token`n")
  $expected = [BitConverter]::ToString($sha.ComputeHash($proven)).Replace('-', '').ToLowerInvariant()
  if (-not [string]::Equals($expected, $lines[0], [StringComparison]::Ordinal)) { throw 'not proven' }

  if ([string]::Equals('deny', $lines[1], [StringComparison]::Ordinal)) {
    $json = $lines[2]
    $reason = $lines[3]
  }
  elseif ([string]::Equals('allow', $lines[1], [StringComparison]::Ordinal)) {
    if ($agent -ceq 'cursor') {
      $empty = $utf8.GetBytes("{}`n")
      $out = [Console]::OpenStandardOutput()
      $out.Write($empty, 0, $empty.Length)
      $out.Flush()
    }
    $code = 0
  }
}
catch {
  $code = 2
}

if ($code -ne 0) {
  try {
    if ($json.Length -eq 0) {
      # Written by hand: $unchecked is safe in JSON.
      $reason = $unchecked
      if ('gemini', 'windsurf' -ccontains $agent) { $json = '{"decision":"deny","reason":"' + $reason + '"}' }
      elseif ($agent -ceq 'copilot') { $json = '{"permissionDecision":"deny","permissionDecisionReason":"' + $reason + '"}' }
      elseif ($agent -ceq 'cursor') { $json = '{"permission":"deny","user_message":"' + $reason + '","agent_message":"' + $reason + '","decision":"deny","reason":"' + $reason + '"}' }
      else { $json = '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"' + $reason + '"}}' }
    }
    $encoding = New-Object System.Text.UTF8Encoding($false)
    foreach ($said in @(@([Console]::OpenStandardError(), $reason), @([Console]::OpenStandardOutput(), $json))) {
      $bytes = $encoding.GetBytes($said[1] + "`n")
      $said[0].Write($bytes, 0, $bytes.Length)
      $said[0].Flush()
    }
  }
  catch {
    $code = 2
  }
}
exit $code
